"""Writes the golden files of list columns anew, with no code of the project.

lists/rows.tsv and lists/schema.json are written by hand; the rest follows from them:

  SPARKY_WRITE_GOLDEN=1 python schema/golden/make_list_golden.py
"""

import csv
import os
import pathlib
import sys

import tensorflow as tf
from make_golden import FILL, MISSING, frame, number, vocabulary

HERE = pathlib.Path(__file__).parent / "lists"
ROWS_PER_RECORD = 3
# Name: position, separator, min_count, max_size and the id of an unseen value.
LISTS = {"tags": (1, ",", 2, None, 0), "tags0": (3, "|", 1, 3, -1)}


def values(text, separator):
    """Returns the categories of a list, at least one."""
    if text == "" or text in MISSING:
        return [FILL]
    return [FILL if v in MISSING else v for v in text.split(separator)]


def example(rows, vocabularies, with_label):
    """Returns the serialized Example of some rows, its map in byte order of the names.

    Python's own order has a name behind those that it begins; entries joined in the
    order of the format are the message of all of them.
    """
    features = _features(rows, vocabularies)
    if not with_label:
        del features["clicked"]
    entries = b"".join(
        tf.train.Features(feature={name: features[name]}).SerializeToString()
        for name in sorted(features, key=str.encode)
    )
    return b"\x0a" + _varint(len(entries)) + entries


def _features(rows, vocabularies):
    features = {
        "clicked": _floats(float(r[0]) for r in rows),
        "tags-2": _floats(number(r[2], "integer") for r in rows),
    }
    for name, (position, separator, _, _, unseen) in LISTS.items():
        table = {v: i for i, (v, _) in enumerate(vocabularies[name], start=1)}
        lists = [values(r[position], separator) for r in rows]
        ids = [table.get(v, unseen) for one in lists for v in one]
        features[name] = _integers(ids)
        features[f"{name}/lengths"] = _integers([len(one) for one in lists])
    return features


def _floats(numbers):
    return tf.train.Feature(float_list=tf.train.FloatList(value=numbers))


def _integers(numbers):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=numbers))


def _varint(value):
    encoded = bytearray()
    while value > 127:
        encoded.append(value & 127 | 128)
        value >>= 7
    return bytes([*encoded, value])


def main():
    """Writes everything that follows from lists/rows.tsv."""
    if os.environ.get("SPARKY_WRITE_GOLDEN") != "1":
        sys.exit("golden files are written only with SPARKY_WRITE_GOLDEN=1")
    lines = (HERE / "rows.tsv").read_text(encoding="utf-8").split("\n")[:-1]
    rows = [line.split("\t") for line in lines]
    vocabularies = {}
    for name, (position, separator, min_count, max_size, _) in LISTS.items():
        single = [[v] for r in rows for v in values(r[position], separator)]
        vocabularies[name] = vocabulary(single, 0, min_count, max_size)
        path = HERE / "vocabulary" / f"{name}.csv"
        with open(path, "w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([("value", "count"), *vocabularies[name]])
    for name, size in (("train", ROWS_PER_RECORD), ("predict", 1)):
        chunks = [rows[i : i + size] for i in range(0, len(rows), size)]
        records = [frame(example(c, vocabularies, name == "train")) for c in chunks]
        (HERE / f"{name}.tfrecord").write_bytes(b"".join(records))


if __name__ == "__main__":
    main()
