"""The tables of a model: there and back, and every refusal in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.contract import feature_tables
from trainer.contract.errors import ContractError
from trainer.contract.feature_tables import (
    ROLES,
    Block,
    FeatureTables,
    Owner,
    Table,
)

names = st.text(min_size=1, max_size=4)
owners = st.builds(Owner, st.sampled_from(ROLES), names) | st.builds(
    lambda role, columns: Owner(role, None, tuple(columns)),
    st.sampled_from(ROLES),
    st.lists(names, min_size=1, max_size=3),
)
bounds = st.lists(st.floats(allow_nan=False, allow_infinity=False), unique=True)


@st.composite
def tables(draw):
    blocks, first = [], 0
    for owner, rows in draw(st.lists(st.tuples(owners, st.integers(0, 9)))):
        blocks.append(Block(owner, first, rows))
        first += rows
    numbers = st.integers(0, 99)
    return Table(draw(numbers), draw(numbers), tuple(blocks))


models = st.builds(
    FeatureTables,
    st.integers(0, 7),
    st.dictionaries(names, bounds.map(sorted).map(tuple), max_size=3),
    st.lists(tables(), max_size=3).map(tuple),
)
WHOLE = {
    "format_version": 1,
    "salt": 0,
    "bins": {"hour": [0.0, 1.5]},
    "tables": [
        {
            "variable": 2,
            "width": 1,
            "blocks": [
                {"role": "weight", "feature": "hour", "rows": 4},
                {"role": "weight", "cross": ["site", "ad-group"], "rows": 101},
            ],
        }
    ],
}


@given(models)
def test_every_model_comes_back(model):
    assert feature_tables.parse(model.render()) == model


def test_the_rows_of_a_block_follow_those_before_it():
    read = feature_tables.parse(json.dumps(WHOLE).encode())
    hour = Block(Owner("weight", "hour"), 0, 4)
    cross = Block(Owner("weight", None, ("site", "ad-group")), 4, 101)
    table = Table(2, 1, (hour, cross))
    assert read == FeatureTables(0, {"hour": (0.0, 1.5)}, (table,))
    assert table.rows == 105


@given(st.binary(max_size=60))
def test_any_other_bytes_are_refused(data):
    with pytest.raises((ContractError, ValueError)):
        feature_tables.parse(data)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format_version": 2}, "format_version: expected 1, received 2"),
        ({"salt": -1}, "salt: expected an integer from 0, received -1"),
        ({"bins": []}, "bins: expected an object, received []"),
        (
            {"bins": {"hour": [1.0, 1.0]}},
            "bins.hour: expected ascending numbers, received [1.0,1.0]",
        ),
        ({"tables": {}}, "tables: expected a list, received {}"),
        ({"tables": [1]}, "tables[0]: expected an object, received 1"),
        (
            {"tables": [{"blocks": [{"role": "bias"}]}]},
            "tables[0].blocks[0].role: expected weight or embedding or mlp_embedding, "
            'received "bias"',
        ),
        (
            {"tables": [{"blocks": [{"role": "weight", "cross": []}]}]},
            "tables[0].blocks[0].cross: expected names of columns, received []",
        ),
        (
            {"tables": [{"blocks": [{"role": "weight"}]}]},
            "tables[0].blocks[0].feature: expected a string, received nothing",
        ),
    ],
)
def test_another_field_is_refused_with_the_name_of_the_file(change, message, tmp_path):
    path = tmp_path / "tables.json"
    path.write_text(json.dumps({**WHOLE, **change}))
    with pytest.raises(ContractError) as caught:
        feature_tables.read(path)
    assert str(caught.value) == f"{path}: {message}"


def test_an_export_without_them_is_told(tmp_path):
    with pytest.raises(ContractError) as caught:
        feature_tables.read(tmp_path / "tables.json")
    expected = "expected the tables of a model, received no such file"
    assert str(caught.value) == f"{tmp_path}/tables.json: {expected}"
