from types import SimpleNamespace

import numpy as np
import pytest

from trainer.contract.errors import UsageError
from trainer.contract.schema import Column
from trainer.contract.vocabulary import Vocabulary
from trainer.evaluate.row_columns import RowColumn, feature
from trainer.evaluate.slices import slices

QUANTILES = {"0.01": 0.0, "0.25": 0.0, "0.5": 2.0, "0.75": 5.0}


def artifacts(texts=(), quantiles=QUANTILES):
    statistics = SimpleNamespace(columns={"c": {"quantiles": quantiles}})
    return SimpleNamespace(
        schema=SimpleNamespace(statistics=statistics),
        vocabulary=lambda name: Vocabulary(list(texts), [1] * len(texts)),
    )


def found(role, values, lengths=None, fill=None, **kinds):
    column = Column("c", role, "c", fill=fill)
    lengths = None if lengths is None else np.array(lengths)
    rows = RowColumn(np.array(values), lengths)
    made = slices(column, rows, artifacts(**kinds))
    return [(each.document, each.rows.tolist()) for each in made]


def test_numbers_are_cut_at_the_quantiles_of_the_train_rows():
    values = np.array([-10, -3, 0, 1, 2, 4.5, 5, 99], np.float32)
    assert found("numeric", values, fill=-10) == [
        ({"kind": "missing"}, [0]),
        ({"kind": "range", "from": None, "below": 0.0}, [1]),
        ({"kind": "range", "from": 0.0, "below": 2.0}, [2, 3]),
        ({"kind": "range", "from": 2.0, "below": 5.0}, [4, 5]),
        ({"kind": "range", "from": 5.0, "below": None}, [6, 7]),
    ]


def test_a_number_that_no_train_row_had_is_one_slice():
    assert found("numeric", np.float32([1, 2]), fill=-10, quantiles=None) == [
        ({"kind": "range", "from": None, "below": None}, [0, 1])
    ]


def test_values_stand_by_their_rows_and_what_is_beyond_the_vocabulary_is_unseen():
    received = found("categorical", [2, 2, 1, 0, -7, 3], texts=[b"a", b"\xc3\xa4"])
    assert received == [
        ({"kind": "value", "value": "ä"}, [0, 1]),
        ({"kind": "value", "value": "a"}, [2]),
        ({"kind": "unseen"}, [3, 4, 5]),
    ]


def test_values_beyond_the_first_twenty_are_the_rest():
    ids = np.repeat(np.arange(1, 24), [2] * 20 + [1] * 3)
    received = found("categorical", ids, texts=[b"%d" % i for i in range(1, 24)])
    assert [document["value"] for document, _ in received[:-1]] == [
        str(i) for i in range(1, 21)
    ]
    assert received[-1] == ({"kind": "rest", "values": 3}, [40, 41, 42])


def test_a_row_with_a_list_is_in_the_slice_of_each_of_its_values_once():
    received = found("categorical", [1, 1, 2, 0, 1], [3, 2], texts=[b"a", b"b"])
    assert received == [
        ({"kind": "value", "value": "a"}, [0, 1]),
        ({"kind": "value", "value": "b"}, [0]),
        ({"kind": "unseen"}, [1]),
    ]


def test_a_feature_that_is_none_is_named_with_the_nearest():
    schema = SimpleNamespace(numeric=(), categorical=(Column("site", "c", "site"),))
    with pytest.raises(UsageError) as error:
        feature(schema, "sites")
    assert str(error.value) == (
        '--slice: expected a feature of the schema, received "sites", did you mean '
        '"site"?'
    )
