"""The first rows: the golden log comes back as its own strings."""

import json
import math
import shutil

import pytest

from trainer import golden_lists
from trainer.contract.errors import ContractError
from trainer.contract.manifest import MANIFEST
from trainer.contract.records import frame, read_records
from trainer.golden_dataset import GOLDEN, RECORDS
from trainer.look.head import head
from trainer.look.row_text import number_text

# request, clicked, hour, price, site, ad-group, importance: `note` is in no record.
ROWS = [
    "r-01|1|0|0.5|example.org|7|1",
    "r-02|0|23|-125|example.org|7|0.5",
    "r-03|0|-10|-10|-10|<unseen>|1",
    "r-04|1|-10|-10|-10|9|2",
    "r-05|0|16777216|16777216|-10|9|1",
    "r-06|0|999999984306749440|0.1|bücher.example|10|1",
    "r-07|1|0|7|bücher.example|10|1",
    "r-08|0|7|1e-45|<unseen>|<unseen>|0.001",
    """r-09|0|1|3.4028235e+38|quo"te, comma|<unseen>|1""",
    """r-10|0|1|0.1|quo"te, comma|<unseen>|1""",
    "r-11|1|1|0|<unseen>|7|0",
    "r-12|0|1|0|<unseen>|-10|1",
    "ключ|0|1|0|<unseen>|-10|1",
]


def lines(directory, rows=99, artifacts=None):
    return list(head(directory, rows, artifacts))


def refusal(*arguments):
    with pytest.raises(ContractError) as caught:
        lines(*arguments)
    return str(caught.value)


def test_train_records_are_shown_as_the_log(golden):
    assert lines(golden.train) == [row.replace("|", "\t") for row in ROWS]


def test_predict_records_have_no_label(golden):
    def without_label(row):
        fields = row.split("|")
        return "\t".join(fields[:1] + fields[2:])

    assert lines(golden.predict) == [without_label(row) for row in ROWS]


def test_lists_are_shown_with_their_own_separator(tmp_path):
    assert lines(golden_lists.write(tmp_path)) == [
        "1\ta,b,a\t1\tx|<unseen>",
        "0\t-10\t2\t-10",
        "0\t-10\t3\tx",
        "1\ta,-10,<unseen>\t4\t<unseen>|-10|x",
        "0\t-10,b\t5\tz",
        "0\tb\t6\tx|z|z|<unseen>",
        "1\ta,-10\t7\t<unseen>|x",
    ]


@pytest.mark.parametrize("rows", [0, 1, 5, 6, 13])
def test_at_most_so_many_rows_are_shown(golden, rows):
    assert lines(golden.train, rows) == lines(golden.train)[:rows]


def test_ids_beyond_the_vocabulary_are_unseen(golden, tmp_path):
    directory = shutil.copytree(golden.predict, tmp_path / "predict")
    data = with_site(5), with_site(4), with_site(-7)
    rewrite(directory, b"".join(map(frame, data)))
    sites = [line.split("\t")[3] for line in lines(directory)]
    assert sites == ["<unseen>", 'quo"te, comma', "<unseen>"]


def with_site(value):
    import tensorflow as tf

    record = next(read_records(GOLDEN / "predict.tfrecord"))
    example = tf.train.Example.FromString(record.data)
    example.features.feature["site"].int64_list.value[0] = value
    return example.SerializeToString(deterministic=True)


def rewrite(directory, data, **fields):
    """Puts other bytes into the record file, and their size into the manifest."""
    (directory / RECORDS).write_bytes(data)
    document = json.loads((directory / MANIFEST).read_bytes())
    document["files"][0]["bytes"] = len(data)
    document |= fields
    (directory / MANIFEST).write_text(json.dumps(document))


def test_a_key_that_is_no_column_of_the_log_comes_first(golden, tmp_path):
    import tensorflow as tf

    directory = shutil.copytree(golden.predict, tmp_path / "predict")
    example = tf.train.Example.FromString(with_site(1))
    key = example.features.feature["key"].bytes_list
    key.value.append(b"rows.tsv:1")
    rewrite(directory, frame(example.SerializeToString()), key="key")
    assert lines(directory) == ["rows.tsv:1\t0\t0.5\t-10\t7\t1"]


def test_a_damaged_record_is_named(golden, tmp_path):
    directory = shutil.copytree(golden.predict, tmp_path / "predict")
    rewrite(directory, frame(with_site(1)) + frame(b"\xff"))
    start = len(frame(with_site(1)))
    expected = "expected a tf.train.Example, received other bytes"
    message = f"{directory / RECORDS}: record 1 at byte {start}: {expected}"
    assert refusal(directory) == message


def test_artifacts_that_have_moved_can_be_named(golden, tmp_path):
    directory = shutil.copytree(golden.predict, tmp_path / "predict")
    document = json.loads((directory / MANIFEST).read_bytes())
    document["artifacts"]["path"] = f"file:{tmp_path}/gone"
    (directory / MANIFEST).write_text(json.dumps(document))
    message = refusal(directory)
    gone = tmp_path / "gone" / MANIFEST
    assert message.startswith(f"{gone}: expected a manifest, received no such file")
    assert message.endswith(" (--artifacts says where they are)")
    assert lines(directory, 99, golden.artifacts) == lines(golden.predict)


def test_other_artifacts_are_refused(golden, tmp_path):
    directory = shutil.copytree(golden.predict, tmp_path / "predict")
    text = (directory / MANIFEST).read_text()
    digest = json.loads(text)["artifacts"]["digest"]
    (directory / MANIFEST).write_text(text.replace(digest, "f" * 64))
    expected = f"expected the artifacts {'f' * 64}, received {digest}"
    assert refusal(directory) == f"{golden.artifacts}: {expected}"


def test_artifacts_are_shown_as_columns_with_their_most_frequent_values(golden):
    shown = lines(golden.artifacts, 2)
    assert shown[0] == "golden: 13 train rows"
    assert shown[1] == "request\tkey"
    assert shown[2] == "clicked\tlabel\tpositive 4"
    figures = "missing 2, distinct 8, vocabulary_size 4, unseen 4"
    assert shown[6] == f"site\tcategorical\t{figures}\t-10 (3)\tbücher.example (2)"
    assert len(shown) == 9


def test_a_directory_without_a_manifest_is_refused(tmp_path):
    assert refusal(tmp_path).startswith(f"{tmp_path / MANIFEST}: expected a manifest")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7.0, "7"),
        (-0.0, "-0"),
        (0.10000000149011612, "0.1"),
        (16777216.0, "16777216"),
        (-1.5, "-1.5"),
        (0.0010000000474974513, "0.001"),
        (math.nan, "nan"),
        (1.401298464324817e-45, "1e-45"),
        (3.4028234663852886e38, "3.4028235e+38"),
    ],
)
def test_a_number_is_its_shortest_text_without_the_fraction_of_a_whole_one(value, text):
    assert number_text(value) == text
