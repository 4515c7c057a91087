"""Writes the golden files anew, with TensorFlow's own protos and none of the project's code.

Run by hand, when the format's version changes: SPARKY_WRITE_GOLDEN=1 python schema/golden/make_golden.py
"""

import base64
import collections
import csv
import json
import os
import pathlib
import struct
import sys

import google_crc32c
import numpy as np
import tensorflow as tf

HERE = pathlib.Path(__file__).parent
ROWS_PER_RECORD = 5
# request, clicked, hour, price, note, site, ad-group, importance
ROWS = [
    ["r-01", "1", "0", "0.5", "", "example.org", "7", "1"],
    ["r-02", "0", "23", "-1.25e2", "\t".strip(), "example.org", "7", "0.5"],
    ["r-03", "no", "", "", "x", "", "8", "1"],
    ["r-04", "yes", "-10", "NULL", "", "NULL", "9", "2"],
    ["r-05", "0", "16777217", "16777217", "", "-10", "9", "1"],
    ["r-06", "0", "999999999999999999", ".1", "", "bücher.example", "10", "1"],
    ["r-07", "1", "-0", "7.", "", "bücher.example", "10", "1"],
    ["r-08", "0", "007", "1e-45", "", "rare.example", "11", "1e-3"],
    ["r-09", "0", "1", "3.4028235e38", "\xff", 'quo"te, comma', "12", "1"],
    ["r-10", "0", "1", "0.1000000014901161", "", 'quo"te, comma', "13", "1"],
    ["r-11", "1", "1", "0", "", " space", "7", "0"],
    ["r-12", "0", "1", "0", "", "\U0001f600", "", "1"],
    ["ключ", "0", "1", "0", "", "a\x0bb\u2028c", "-10", "1"],
]
BAD_ROWS = [
    (b"r\t1\t1\t1\t\ta\tb", None, "8 fields", "7 fields"),
    (b"r\t1\t1\t1\t\ta\tb\t1\t", None, "8 fields", "9 fields"),
    (b"", None, "8 fields", "an empty line"),
    (b"r\t1\t1\t1\t\ta\tb\t1\r", None, "a line that ends in LF alone", "CR LF"),
    (b"\t1\t1\t1\t\ta\tb\t1", "request", "a key", ""),
    (b"NULL\t1\t1\t1\t\ta\tb\t1", "request", "a key", "NULL"),
    (b"r\xff\t1\t1\t1\t\ta\tb\t1", "request", "UTF-8 without NUL, CR and LF", "r\\xff"),
    (b"r\t2\t1\t1\t\ta\tb\t1", "clicked", '"1" or "yes" or "0" or "no"', "2"),
    (b"r\t\t1\t1\t\ta\tb\t1", "clicked", '"1" or "yes" or "0" or "no"', ""),
    (b"r\t1\t2.0\t1\t\ta\tb\t1", "hour", "an integer (-?[0-9]{1,18})", "2.0"),
    (b"r\t1\t 5\t1\t\ta\tb\t1", "hour", "an integer (-?[0-9]{1,18})", " 5"),
    (b"r\t1\t1\tnan\t\ta\tb\t1", "price", "a decimal number that float32 can hold", "nan"),
    (b"r\t1\t1\t1e39\t\ta\tb\t1", "price", "a decimal number that float32 can hold", "1e39"),
    (b"r\t1\t1\t1\t\t\xc3(\tb\t1", "site", "UTF-8 without NUL, CR and LF", "\\xc3("),
    (b"r\t1\t1\t1\t\ta\x00\tb\t1", "site", "UTF-8 without NUL, CR and LF", "a\x00"),
    (b"r\t1\t1\t1\t\ta\xed\xa0\x80\tb\t1", "site", "UTF-8 without NUL, CR and LF", "a\\xed\\xa0\\x80"),
    (b"r\t1\t1\t1\t\ta\tb\rc\t1", "ad-group", "UTF-8 without NUL, CR and LF", "b\rc"),
    (b"r\t1\t1\t1\t\ta\tb\t-1", "importance", "a number that is not negative", "-1"),
    (b"r\t1\t1\t1\t\ta\tb\t", "importance", "a number that is not negative", ""),
    (b"r\t1\t1\t1\t\ta\tb\tone", "importance", "a number that is not negative", "one"),
]
TOKENS = (
    "0|1|-1|-0|007|10|16777216|16777217|33554435|999999999999999999|-999999999999999999|1000000000000000000|"
    "+1|1.|.5|.|-|-.|-.5|1.5|1.5.|1e3|1E3|1e+3|1e-3|1e|1e+|e1|1e38|3.4028235e38|3.4028236e38|1e39|-1e39|1e-45|"
    "1e-46|1e9999|1e12345|0x10|1f|1d|1L|NaN|nan|inf|Infinity|-inf|1_0|1,5| 5|5 |\t5|٣|１|½|"
    "0.1|0.1000000014901161|0.10000000149011612|16777217.0|9007199254740993|1.00000017881393432617187499|"
    "1.00000017881393421514957253748434595763683319091796875001|8388609.5|--1|1-|1e--1"
).split("|")
MISSING = {"", "NULL"}


def number(text, grammar):
    """The float32 of `text` under one of the two grammars, by exact decimal arithmetic, or None."""
    import re
    from fractions import Fraction

    pattern = {
        "integer": r"-?[0-9]{1,18}",
        "real": r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?",
    }[grammar]
    if len(text) > 64 or not re.fullmatch(pattern, text, re.ASCII):
        return None
    exact = Fraction(text)
    nearest = np.float32(0) if abs(exact) < Fraction(1, 10**60) else _nearest(exact)
    if not np.isfinite(nearest):
        return None
    if nearest == 0 and grammar == "real" and text.startswith("-"):
        return -0.0
    return float(nearest)


def _nearest(exact):
    """Rounds a fraction to the nearest float32, ties to even, in one rounding."""
    from fractions import Fraction

    if abs(exact) > Fraction(10) ** 39:
        return np.float32(np.inf)
    with np.errstate(over="ignore"):
        guess = np.float32(float(exact))
        around = [np.nextafter(guess, np.float32(-np.inf)), guess, np.nextafter(guess, np.float32(np.inf))]
    largest = Fraction(float(np.finfo(np.float32).max))
    if abs(exact) >= largest + Fraction(2) ** 103:
        return np.float32(np.inf)
    finite = [f for f in around if np.isfinite(f)]
    best = min(abs(Fraction(float(f)) - exact) for f in finite)
    ties = [f for f in finite if abs(Fraction(float(f)) - exact) == best]
    return next((f for f in ties if f.view(np.uint32) % 2 == 0), ties[0])


def vocabulary(position, min_count, max_size):
    counts = collections.Counter("-10" if row[position] in MISSING else row[position] for row in ROWS)
    kept = [(v, n) for v, n in counts.items() if n >= min_count or v == "-10"]
    kept.sort(key=lambda pair: (-pair[1], pair[0].encode()))
    if max_size and len(kept) > max_size:
        kept = kept[:max_size] if "-10" in dict(kept[:max_size]) else kept[: max_size - 1] + [("-10", counts["-10"])]
    return kept


def features(rows, vocabularies, with_label):
    def floats(values):
        return tf.train.Feature(float_list=tf.train.FloatList(value=values))

    def numbers(position, grammar):
        return floats([-10.0 if r[position] in MISSING else number(r[position], grammar) for r in rows])

    def ids(name, position, unseen):
        table = {value: i + 1 for i, (value, _) in enumerate(vocabularies[name])}
        values = [table.get("-10" if r[position] in MISSING else r[position], unseen) for r in rows]
        return tf.train.Feature(int64_list=tf.train.Int64List(value=values))

    feature = {
        "request": tf.train.Feature(bytes_list=tf.train.BytesList(value=[r[0].encode() for r in rows])),
        "hour": numbers(2, "integer"),
        "price": numbers(3, "real"),
        "site": ids("site", 5, 0),
        "ad-group": ids("ad-group", 6, -1),
        "importance": numbers(7, "real"),
    }
    if with_label:
        feature["clicked"] = floats([1.0 if r[1] in ("1", "yes") else 0.0 for r in rows])
    return feature


def record(rows, vocabularies, with_label):
    example = tf.train.Example(features=tf.train.Features(feature=features(rows, vocabularies, with_label)))
    return example.SerializeToString(deterministic=True)


def frame(data):
    def masked(chunk):
        crc = google_crc32c.value(chunk)
        return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)

    length = struct.pack("<Q", len(data))
    return length + masked(length) + data + masked(data)


def main():
    if os.environ.get("SPARKY_WRITE_GOLDEN") != "1":
        sys.exit("golden files are written only with SPARKY_WRITE_GOLDEN=1")
    lines = ["\t".join(row).encode("utf-8") for row in ROWS]
    (HERE / "rows.tsv").write_bytes(b"".join(line + b"\n" for line in lines))
    vocabularies = {"site": vocabulary(5, 2, None), "ad-group": vocabulary(6, 1, 4)}
    (HERE / "vocabulary").mkdir(exist_ok=True)
    for name, entries in vocabularies.items():
        with open(HERE / "vocabulary" / f"{name}.csv", "w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([("value", "count"), *entries])
    chunks = [ROWS[i : i + ROWS_PER_RECORD] for i in range(0, len(ROWS), ROWS_PER_RECORD)]
    train = b"".join(frame(record(chunk, vocabularies, True)) for chunk in chunks)
    predict = b"".join(frame(record([row], vocabularies, False)) for row in ROWS)
    (HERE / "train.tfrecord").write_bytes(train)
    (HERE / "predict.tfrecord").write_bytes(predict)
    tokens = [{"text": t, "integer": number(t, "integer"), "real": number(t, "real")} for t in TOKENS]
    bad = [
        {"line": base64.b64encode(line).decode(), "column": column, "expected": expected, "received": received}
        for line, column, expected, received in BAD_ROWS
    ]
    for name, table in (("numbers", tokens), ("bad_rows", bad)):
        body = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in table)
        (HERE / f"{name}.json").write_text(f"[\n{body}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
