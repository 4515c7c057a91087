"""Vocabularies: the golden files, every value there and back, every refusal."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.contract import vocabulary as vocabularies
from trainer.contract.errors import ContractError
from trainer.contract.vocabulary import Vocabulary

GOLDEN = Path(__file__).parents[2] / "schema" / "golden" / "vocabulary"
HEADER = b"value,count\r\n"

values = st.text(
    st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=8
)
entries = st.lists(
    st.tuples(values, st.integers(0, 10**18 - 1)), unique_by=lambda pair: pair[0]
)


def vocabulary_of(pairs):
    return Vocabulary([v.encode() for v, _ in pairs], [n for _, n in pairs])


def test_the_golden_vocabulary_is_read_in_id_order():
    site = vocabularies.read(GOLDEN / "site.csv")
    values = ["-10", "bücher.example", "example.org", 'quo"te, comma']
    assert [value.decode() for value in site.values] == values
    assert site.counts == [3, 2, 2, 2]


@pytest.mark.parametrize("name", ["site.csv", "ad-group.csv"])
def test_the_golden_bytes_come_back(name):
    data = (GOLDEN / name).read_bytes()
    assert vocabularies.render(vocabularies.parse(data, name)) == data


@given(entries)
def test_every_value_comes_back(pairs):
    vocabulary = vocabulary_of(pairs)
    assert vocabularies.parse(vocabularies.render(vocabulary), "v") == vocabulary


@given(entries)
def test_another_reader_of_rfc_4180_reads_the_same(pairs):
    # Its rows end where ours do: it knows CR and LF, but no other separator.
    lines = vocabularies.render(vocabulary_of(pairs)).decode().split("\r\n")[1:-1]
    rows = list(csv.reader(lines, strict=True))
    assert rows == [[value, str(count)] for value, count in pairs]


@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda tail: HEADER + tail))
def test_any_other_bytes_are_refused(data):
    try:
        vocabulary = vocabularies.parse(data, "v.csv")
    except ContractError as error:
        assert str(error).startswith("v.csv: line ")
    else:
        assert vocabularies.parse(vocabularies.render(vocabulary), "v") == vocabulary


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "line 1: expected value,count and CR LF, received ''"),
        (b"value,count\n", "line 1: expected value,count and CR LF, received "
         "'value,count\\n'"),
        (b"value,count", "line 1: expected value,count and CR LF, received "
         "'value,count'"),
        (HEADER + b"a,1", "line 2: expected CR LF at the end, received 'a,1'"),
        (HEADER + b"a,1\r\n\r\n", "line 3: expected VALUE,COUNT, received ''"),
        (HEADER + b"a,1\nb,1\r\n", "line 2: expected VALUE,COUNT, received "
         "'a,1\\nb,1'"),
        (HEADER + b",1\r\n", "line 2: expected VALUE,COUNT, received ',1'"),
        (HEADER + b"a,-1\r\n", "line 2: expected VALUE,COUNT, received 'a,-1'"),
        (HEADER + b'a"b,1\r\n', "line 2: expected VALUE,COUNT, received 'a\"b,1'"),
        (HEADER + b'"a"b",1\r\n', "line 2: expected VALUE,COUNT, received "
         "'\"a\"b\",1'"),
        (HEADER + b"a,1\r\nb,1\r\na,1\r\n", "line 4: expected a value that line 2 "
         "has not, received 'a'"),
        (HEADER + b"a,1\r\n\xff,1\r\n", "line 3: expected UTF-8, received '\\\\xff'"),
    ],
)  # fmt: skip
def test_a_damaged_vocabulary_is_refused_by_its_line(data, message):
    with pytest.raises(ContractError) as caught:
        vocabularies.parse(data, "v.csv")
    assert str(caught.value) == f"v.csv: {message}"


def test_every_truncation_of_a_vocabulary_is_refused_but_whole_rows():
    data = (GOLDEN / "site.csv").read_bytes()
    whole = {i + 2 for i in range(len(data)) if data[i : i + 2] == b"\r\n"}
    for size in range(len(data)):
        if size in whole:
            rows = vocabularies.parse(data[:size], "v").values
            assert len(rows) == data.count(b"\r\n", 0, size) - 1
        else:
            with pytest.raises(ContractError):
                vocabularies.parse(data[:size], "v")
