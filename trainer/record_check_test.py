import pytest
import tensorflow as tf

from trainer import golden_dataset, golden_lists, record_check
from trainer.contract import manifest
from trainer.contract.errors import ContractError
from trainer.contract.records import frame, read_records
from trainer.golden_dataset import GOLDEN
from trainer.record_folder import open_labelled


@pytest.fixture
def check(tmp_path, golden):
    """Checks a folder of the golden records, the second of them changed."""
    reference = manifest.read(golden.train).artifacts
    document = (golden.train / manifest.SCHEMA).read_bytes()
    directory = tmp_path / "train"

    def of(change):
        examples = [
            tf.train.Example.FromString(record.data)
            for record in read_records(GOLDEN / "train.tfrecord")
        ]
        change(examples[1].features.feature)
        data = b"".join(
            frame(e.SerializeToString(deterministic=True)) for e in examples
        )
        golden_dataset.write_records(directory, "train", data, document, reference, 5)
        record_check.check(open_labelled(directory))

    return of


def refusal(check, change):
    with pytest.raises(ContractError) as error:
        check(change)
    path, _, text = str(error.value).partition(": ")
    assert path.endswith(golden_dataset.RECORDS)
    # The first record and its frame are 261 bytes long.
    where = "record 1 at byte 261: "
    assert text.startswith(where), text
    return text.removeprefix(where)


def test_the_golden_records_are_good(check):
    check(lambda feature: None)


def test_a_missing_feature_is_named(check):
    received = refusal(check, lambda feature: feature.pop("price"))
    assert received == "price: expected float_list, received nothing"


def test_a_feature_of_another_type_is_named(check):
    def change(feature):
        feature["site"].float_list.value.append(1)

    received = refusal(check, change)
    assert received == "site: expected int64_list, received float_list"


def test_a_shorter_feature_is_named(check):
    received = refusal(check, lambda feature: feature["site"].int64_list.value.pop())
    assert received == "site: expected 5 values as clicked has, received 4"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("hour", float("nan"), "a finite number, received nan"),
        ("price", float("inf"), "a finite number, received inf"),
        ("clicked", 0.5, "0 or 1, received 0.5"),
        ("importance", -1.0, "a number that is not negative, received -1.0"),
    ],
)
def test_a_value_out_of_range_is_named(check, name, value, expected):
    def change(feature):
        feature[name].float_list.value[2] = value

    assert refusal(check, change) == f"{name}: expected {expected}"


def test_other_bytes_are_no_example(tmp_path, golden):
    reference = manifest.read(golden.train).artifacts
    document = (golden.train / manifest.SCHEMA).read_bytes()
    whole = (GOLDEN / "train.tfrecord").read_bytes()
    golden_dataset.write_records(tmp_path / "t", "train", whole, document, reference, 5)
    path = tmp_path / "t" / golden_dataset.RECORDS
    # The same size, so that only reading the record shows it.
    path.write_bytes(frame(b"\xff" * 245) + whole[261:])
    with pytest.raises(ContractError) as error:
        record_check.check(open_labelled(tmp_path / "t"))
    assert str(error.value).startswith(
        f"{path}: record 0 at byte 0: expected a tf.train.Example, received "
    )


def refusal_of_lists(tmp_path, change):
    """The refusal of the golden records with lists, the last one changed."""
    examples = [
        tf.train.Example.FromString(record.data)
        for record in read_records(golden_lists.GOLDEN / "train.tfrecord")
    ]
    change(examples[-1].features.feature)
    data = [frame(e.SerializeToString(deterministic=True)) for e in examples]
    folder = open_labelled(golden_lists.write(tmp_path, b"".join(data)))
    with pytest.raises(ContractError) as error:
        record_check.check(folder)
    return str(error.value).partition("record 2 at byte ")[2].partition(": ")[2]


def test_golden_lists_are_good(tmp_path):
    record_check.check(open_labelled(golden_lists.write(tmp_path)))


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("tags/lengths", [0], "tags/lengths: expected lengths from 1, received 0"),
        (
            "tags/lengths",
            [3],
            "tags/lengths: expected lengths that add up to the list's 2 values, "
            "received 3",
        ),
        (
            "tags/lengths",
            [1, 1],
            "tags/lengths: expected 1 values as clicked has, received 2",
        ),
        ("tags/lengths", None, "tags/lengths: expected int64_list, received nothing"),
        ("tags", None, "tags: expected int64_list, received nothing"),
    ],
)
def test_a_wrong_list_is_named(tmp_path, name, value, expected):
    def change(feature):
        if value is None:
            del feature[name]
        else:
            feature[name].int64_list.value[:] = value

    assert refusal_of_lists(tmp_path, change) == expected
