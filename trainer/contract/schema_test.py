"""The schema: what is refused and with which words, and what the defaults are."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.contract import schema as schemas
from trainer.contract.errors import ContractError
from trainer.contract.nearest import edits, nearest

ROOT = Path(__file__).parents[2] / "schema"
INVALID = json.loads((ROOT / "golden" / "invalid_schemas.json").read_bytes())
SMALL = {
    "format_version": 1,
    "name": "small",
    "input": {"format": "delimited"},
    "columns": [
        {"name": "y", "role": "label"},
        {"name": "n", "role": "numeric"},
        {"name": "c", "role": "categorical"},
    ],
}
NUMERIC = {
    **{
        "missing": 1,
        "collisions": 0,
        "rounded": 0,
        "min": 0.0,
        "max": 3.0,
        "mean": 1.5,
    },
    **{"std": 1.0, "log_mean": 0.5, "log_std": 0.25},
    "quantiles": {
        p: 1 for p in ("0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99")
    },
}
CATEGORICAL = {
    **{"missing": 0, "collisions": 0, "distinct": 4, "vocabulary_size": 3, "unseen": 1}
}


def resolved(numeric=NUMERIC, categorical=CATEGORICAL, rows=5):
    columns = {"y": {"positive": 2}, "n": numeric, "c": categorical}
    return {**SMALL, "statistics": {"rows": rows, "columns": columns}}


@pytest.mark.parametrize("entry", INVALID, ids=lambda entry: entry["name"])
def test_every_invalid_schema_of_the_shared_table_is_refused_in_its_words(entry):
    with pytest.raises(ContractError) as caught:
        schemas.from_document(entry["schema"])
    assert str(caught.value) == entry["message"]
    assert caught.value.exit_code == 4


def test_the_defaults_are_those_of_the_format():
    schema = schemas.from_document(SMALL)
    assert schema.input == schemas.Input("delimited", "\t", False, False, ("",))
    label, numeric, categorical = schema.columns
    assert (label.positive, label.negative) == (("1",), ("0",))
    assert (numeric.type, numeric.fill) == ("integer", -10)
    assert (categorical.fill, categorical.min_count) == ("-10", 1)
    assert (categorical.max_size, categorical.unseen) == (None, 0)
    assert categorical.embedding_dimension is None
    assert schema.statistics is None
    assert schema.crosses == ()


def test_crosses_name_their_columns_in_the_order_of_the_hash():
    columns = [{"name": name, "role": "categorical"} for name in "ab"]
    crosses = [{"columns": ["b", "a"], "buckets": 2**31 - 2}]
    document = {**SMALL, "columns": columns, "crosses": crosses}
    (cross,) = schemas.from_document(document).crosses
    assert cross == schemas.Cross(("b", "a"), 2147483646)


def test_a_table_has_names_for_its_columns_and_a_list_has_a_separator():
    columns = [{"name": "c", "role": "categorical", "list": {"separator": "|"}}]
    columns += [{"name": "n", "role": "numeric", "column": "N"}]
    source = {"format": "parquet", "missing": []}
    schema = schemas.from_document({**SMALL, "input": source, "columns": columns})
    assert schema.input.format == "parquet"
    assert [c.list_separator for c in schema.columns] == ["|", None]
    assert schema.columns[1].column == "N"
    assert schema.lists == schema.categorical


def test_a_list_needs_the_number_of_its_values_among_the_statistics():
    document = resolved()
    document["columns"] = [dict(column) for column in document["columns"]]
    document["columns"][2]["list"] = {"separator": ","}
    with pytest.raises(ContractError) as caught:
        schemas.from_document(document, resolved=True)
    expected = "expected an integer from 0, received nothing"
    assert str(caught.value) == f"statistics.columns.c.values: {expected}"


def test_a_weight_is_real_by_default():
    columns = [*SMALL["columns"], {"name": "w", "role": "weight"}]
    assert schemas.from_document({**SMALL, "columns": columns}).weight.type == "real"


def test_the_roles_of_the_golden_schema_are_found():
    schema = schemas.load(ROOT / "golden" / "schema.json")
    assert (schema.label.name, schema.key.name) == ("clicked", "request")
    assert schema.weight.name == "importance"
    assert [c.name for c in schema.numeric] == ["hour", "price"]
    assert [c.name for c in schema.categorical] == ["site", "ad-group"]


def test_the_criteo_schema_has_13_numeric_and_26_categorical_columns():
    schema = schemas.load(ROOT / "criteo.json")
    assert (len(schema.numeric), len(schema.categorical)) == (13, 26)
    assert schema.key is None


def test_a_resolved_schema_needs_statistics():
    with pytest.raises(ContractError) as caught:
        schemas.from_document(SMALL, resolved=True)
    assert str(caught.value) == "statistics: expected an object, received nothing"


def test_a_resolved_schema_knows_its_vocabulary_sizes():
    schema = schemas.from_document(resolved(), resolved=True)
    assert schema.vocabulary_size("c") == 3
    assert schema.statistics.rows == 5


def test_a_column_without_any_value_has_null_statistics():
    nothing = dict.fromkeys(NUMERIC, None) | {
        "missing": 5,
        "collisions": 0,
        "rounded": 0,
    }
    schema = schemas.from_document(resolved(numeric=nothing), resolved=True)
    assert schema.statistics.columns["n"]["quantiles"] is None


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (resolved(rows=-1), "statistics.rows: expected an integer from 0, received -1"),
        (
            resolved(numeric=7),
            "statistics.columns.n: expected an object, received 7",
        ),
        (
            resolved(numeric={**NUMERIC, "mean": "1"}),
            'statistics.columns.n.mean: expected a number or null, received "1"',
        ),
        (
            resolved(numeric={**NUMERIC, "quantiles": {}}),
            "statistics.columns.n.quantiles.0.01: expected a number or null, "
            "received nothing",
        ),
        (
            resolved(categorical={**CATEGORICAL, "vocabulary_size": True}),
            "statistics.columns.c.vocabulary_size: expected an integer from 0, "
            "received true",
        ),
    ],
)
def test_statistics_that_a_reader_cannot_rely_on_are_refused(document, message):
    with pytest.raises(ContractError) as caught:
        schemas.from_document(document, resolved=True)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("data", "received"),
    [
        (b"", "Expecting value: line 1 column 1 (char 0)"),
        (b'{"a": NaN}', "the constant NaN"),
        (b'{"a": 1, "b": 2, "a": 3}', 'the field "a" twice in one object'),
    ],
)
def test_a_file_that_is_not_json_is_refused_by_its_name(tmp_path, data, received):
    path = tmp_path / "schema.json"
    path.write_bytes(data)
    with pytest.raises(ContractError) as caught:
        schemas.load(path)
    assert str(caught.value) == f"{path}: expected JSON, received {received}"


def test_a_message_about_a_file_begins_with_its_path(tmp_path):
    path = tmp_path / "schema.json"
    path.write_text("[1]")
    with pytest.raises(ContractError) as caught:
        schemas.load(path)
    assert str(caught.value) == f"{path}: schema: expected an object, received [1]"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(["format_version", "name", "input", "columns"]),
    json_values,
    st.integers(0, 2),
    st.sampled_from(
        ["name", "role", "fill", "min_count", "positive", "type", "unseen", "list"]
    ),
)
def test_any_value_in_any_field_is_taken_or_refused_in_words(
    top, value, position, field
):
    columns = [dict(column) for column in SMALL["columns"]]
    columns[position][field] = value
    for document in ({**SMALL, top: value}, {**SMALL, "columns": columns}):
        try:
            schemas.from_document(document)
        except ContractError as error:
            assert ": " in str(error)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_edits_are_a_distance(left, right):
    assert edits(left, right) == edits(right, left)
    assert (edits(left, right) == 0) == (left == right)
    assert (
        abs(len(left) - len(right)) <= edits(left, right) <= max(len(left), len(right))
    )


def test_the_nearest_name_is_at_most_two_edits_away():
    assert nearest("numerical", ["numeric", "label"]) == "numeric"
    assert nearest("embedding", ["numeric", "label"]) is None
