"""Vocabularies in batches: the values and counts that the other reader has."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.contract import vocabulary, vocabulary_batches
from trainer.contract.errors import ContractError
from trainer.contract.vocabulary import Vocabulary

values = st.text(
    st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=8
)
entries = st.lists(
    st.tuples(values, st.integers(0, 10**18 - 1)),
    min_size=1,
    unique_by=lambda pair: pair[0],
)


def read(data, size):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "v.csv"
        path.write_bytes(data)
        read = list(vocabulary_batches.batches(path, size))
    columns = [[x for batch in read for x in batch[n].to_pylist()] for n in range(2)]
    return list(zip(*columns, strict=True))


@given(entries)
def test_every_value_comes_back(pairs):
    data = vocabulary.render(
        Vocabulary([v.encode() for v, _ in pairs], [n for _, n in pairs])
    )
    assert read(data, len(pairs)) == pairs


def test_a_large_one_comes_in_several_batches(tmp_path, monkeypatch):
    monkeypatch.setattr(vocabulary_batches, "BLOCK_BYTES", 64)
    path = tmp_path / "v.csv"
    rows = [f"value-{number},{number}\r\n" for number in range(100)]
    path.write_text("value,count\r\n" + "".join(rows), newline="")
    read = list(vocabulary_batches.batches(path, 100))
    assert len(read) > 10
    assert [v for batch in read for v in batch["count"].to_pylist()] == list(range(100))


@pytest.mark.parametrize("size", [1, 3])
def test_another_number_of_values_is_refused(tmp_path, size):
    path = tmp_path / "v.csv"
    path.write_bytes(b"value,count\r\na,2\r\nb,1\r\n")
    with pytest.raises(ContractError) as caught:
        list(vocabulary_batches.batches(path, size))
    assert str(caught.value) == f"{path}: expected {size} values, received 2"


@pytest.mark.parametrize(
    "data",
    [b"", b"value\r\na\r\n", b"value,count\r\na,b\r\n", b"value,count\r\n\xff,1"],
)
def test_other_bytes_are_refused(tmp_path, data):
    path = tmp_path / "v.csv"
    path.write_bytes(data)
    with pytest.raises(ContractError) as caught:
        list(vocabulary_batches.batches(path, 1))
    expected = f"{path}: expected value,count and rows of them, received "
    assert str(caught.value).startswith(expected)
