"""Writes the golden files anew, with TensorFlow's protos and no code of the project.

rows.tsv and schema.json are written by hand; the rest follows from them. Run it when
the version of the format changes:

  SPARKY_WRITE_GOLDEN=1 python schema/golden/make_golden.py
"""

import base64
import collections
import csv
import json
import os
import pathlib
import re
import struct
import sys
from fractions import Fraction

import google_crc32c
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent
ROWS_PER_RECORD = 5
MISSING = {"", "NULL"}
FILL = "-10"
GRAMMARS = {
    "integer": r"-?[0-9]{1,18}",
    "real": r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?",
}
# Column, expected; then lines (without LF) with what is received.
LINE = "8 fields"
LABEL = '"1" or "yes" or "0" or "no"'
INTEGER = "an integer (-?[0-9]{1,18})"
REAL = "a decimal number that float32 can hold"
TEXT = "UTF-8 without NUL, CR and LF"
WEIGHT = "a number that is not negative"
BAD_ROWS = {
    (None, LINE): {
        b"r\t1\t1\t1\t\ta\tb": "7 fields",
        b"r\t1\t1\t1\t\ta\tb\t1\t": "9 fields",
        b"": "an empty line",
    },
    (None, "a line that ends in LF alone"): {b"r\t1\t1\t1\t\ta\tb\t1\r": "CR LF"},
    ("request", "a key"): {
        b"\t1\t1\t1\t\ta\tb\t1": "",
        b"NULL\t1\t1\t1\t\ta\tb\t1": "NULL",
    },
    ("request", TEXT): {b"r\xff\t1\t1\t1\t\ta\tb\t1": "r\\xff"},
    ("clicked", LABEL): {
        b"r\t2\t1\t1\t\ta\tb\t1": "2",
        b"r\t\t1\t1\t\ta\tb\t1": "",
    },
    ("hour", INTEGER): {
        b"r\t1\t2.0\t1\t\ta\tb\t1": "2.0",
        b"r\t1\t 5\t1\t\ta\tb\t1": " 5",
    },
    ("price", REAL): {
        b"r\t1\t1\tnan\t\ta\tb\t1": "nan",
        b"r\t1\t1\t1e39\t\ta\tb\t1": "1e39",
    },
    ("site", TEXT): {
        b"r\t1\t1\t1\t\t\xc3(\tb\t1": "\\xc3(",
        b"r\t1\t1\t1\t\ta\x00\tb\t1": "a\x00",
        b"r\t1\t1\t1\t\ta\xed\xa0\x80\tb\t1": "a\\xed\\xa0\\x80",
    },
    ("ad-group", TEXT): {b"r\t1\t1\t1\t\ta\tb\rc\t1": "b\rc"},
    ("importance", WEIGHT): {
        b"r\t1\t1\t1\t\ta\tb\t-1": "-1",
        b"r\t1\t1\t1\t\ta\tb\t": "",
        b"r\t1\t1\t1\t\ta\tb\tone": "one",
    },
}
TOKENS = (
    "0|1|-1|-0|007|10|16777216|16777217|33554435|999999999999999999|"
    "-999999999999999999|1000000000000000000|+1|1.|.5|.|-|-.|-.5|1.5|1.5.|"
    "1e3|1E3|1e+3|1e-3|1e|1e+|e1|1e38|3.4028235e38|3.4028236e38|1e39|-1e39|"
    "1e-45|1e-46|1e9999|1e12345|0x10|1f|1d|1L|NaN|nan|inf|Infinity|-inf|1_0|"
    "1,5| 5|5 |\t5|٣|１|½|0.1|0.1000000014901161|0.10000000149011612|"
    "16777217.0|9007199254740993|1.00000017881393432617187499|"
    "1.00000017881393421514957253748434595763683319091796875001|8388609.5|"
    "--1|1-|1e--1"
).split("|")


def number(text, grammar):
    """Returns the float32 of a text, by exact arithmetic, or None where it is bad."""
    if len(text) > 64 or not re.fullmatch(GRAMMARS[grammar], text, re.ASCII):
        return None
    exact = Fraction(text)
    tiny = abs(exact) < Fraction(1, 10**60)
    nearest = np.float32(0) if tiny else _nearest(exact)
    if not np.isfinite(nearest):
        return None
    if nearest == 0 and grammar == "real" and text.startswith("-"):
        return -0.0
    return float(nearest)


def _nearest(exact):
    """Rounds a fraction to the nearest float32, ties to even, in one rounding."""
    largest = Fraction(float(np.finfo(np.float32).max))
    if abs(exact) >= largest + Fraction(2) ** 103:
        return np.float32(np.inf)
    with np.errstate(over="ignore"):
        guess = np.float32(float(exact))
        ends = (np.float32(-np.inf), np.float32(np.inf))
        around = [guess, *(np.nextafter(guess, end) for end in ends)]
    finite = [f for f in around if np.isfinite(f)]
    best = min(abs(Fraction(float(f)) - exact) for f in finite)
    ties = [f for f in finite if abs(Fraction(float(f)) - exact) == best]
    return next((f for f in ties if f.view(np.uint32) % 2 == 0), ties[0])


def vocabulary(rows, position, min_count, max_size):
    """Returns the values kept of a column, with their counts, in id order."""
    values = (FILL if row[position] in MISSING else row[position] for row in rows)
    counts = collections.Counter(values)
    kept = [(v, n) for v, n in counts.items() if n >= min_count or v == FILL]
    kept.sort(key=lambda pair: (-pair[1], pair[0].encode()))
    first = kept[:max_size]
    return first if FILL in dict(first) else [*first[:-1], (FILL, counts[FILL])]


def example(rows, vocabularies, with_label):
    """Returns the serialized Example of some rows."""
    feature = {
        "request": tf.train.Feature(
            bytes_list=tf.train.BytesList(value=[r[0].encode() for r in rows])
        ),
        "hour": _floats(_number(r[2], "integer") for r in rows),
        "price": _floats(_number(r[3], "real") for r in rows),
        "site": _ids((r[5] for r in rows), vocabularies["site"], 0),
        "ad-group": _ids((r[6] for r in rows), vocabularies["ad-group"], -1),
        "importance": _floats(number(r[7], "real") for r in rows),
    }
    if with_label:
        feature["clicked"] = _floats(float(r[1] in ("1", "yes")) for r in rows)
    whole = tf.train.Example(features=tf.train.Features(feature=feature))
    return whole.SerializeToString(deterministic=True)


def _number(text, grammar):
    return float(FILL) if text in MISSING else number(text, grammar)


def _floats(values):
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


def _ids(texts, kept, unseen):
    table = {value: i for i, (value, _) in enumerate(kept, start=1)}
    values = [table.get(FILL if t in MISSING else t, unseen) for t in texts]
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


def frame(data):
    """Returns a record in TFRecord framing."""
    length = struct.pack("<Q", len(data))
    return length + _masked(length) + data + _masked(data)


def _masked(data):
    crc = google_crc32c.value(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def write_records(rows, vocabularies):
    """Writes the records of train and of predict."""
    starts = range(0, len(rows), ROWS_PER_RECORD)
    chunks = [rows[start : start + ROWS_PER_RECORD] for start in starts]
    train = [frame(example(chunk, vocabularies, True)) for chunk in chunks]
    predict = [frame(example([row], vocabularies, False)) for row in rows]
    (HERE / "train.tfrecord").write_bytes(b"".join(train))
    (HERE / "predict.tfrecord").write_bytes(b"".join(predict))


def write_vocabularies(vocabularies):
    """Writes a CSV file per categorical column."""
    for name, kept in vocabularies.items():
        path = HERE / "vocabulary" / f"{name}.csv"
        with open(path, "w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([("value", "count"), *kept])


def write_table(name, entries):
    """Writes a table of cases as JSON, a case a line."""
    body = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    (HERE / f"{name}.json").write_text(f"[\n{body}\n]\n", encoding="utf-8")


def main():
    """Writes everything that follows from rows.tsv."""
    if os.environ.get("SPARKY_WRITE_GOLDEN") != "1":
        sys.exit("golden files are written only with SPARKY_WRITE_GOLDEN=1")
    lines = (HERE / "rows.tsv").read_text(encoding="utf-8").split("\n")[:-1]
    rows = [line.split("\t") for line in lines]
    vocabularies = {
        "site": vocabulary(rows, 5, min_count=2, max_size=None),
        "ad-group": vocabulary(rows, 6, min_count=1, max_size=4),
    }
    write_records(rows, vocabularies)
    write_vocabularies(vocabularies)
    kinds = ("integer", "real")
    write_table(
        "numbers", [{"text": t} | {k: number(t, k) for k in kinds} for t in TOKENS]
    )
    bad = [
        {"line": base64.b64encode(line).decode(), "column": column}
        | {"expected": expected, "received": received}
        for (column, expected), received_by_line in BAD_ROWS.items()
        for line, received in received_by_line.items()
    ]
    write_table("bad_rows", bad)


if __name__ == "__main__":
    main()
