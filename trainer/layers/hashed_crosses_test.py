import json
from dataclasses import replace

import pytest
import tensorflow as tf

from trainer.contract import schema as schemas
from trainer.contract.schema import Statistics
from trainer.golden_dataset import GOLDEN
from trainer.layers.hashed_crosses import HashedCrosses


@pytest.fixture(scope="module")
def golden_crosses():
    (entry,) = json.loads((GOLDEN / "crosses.json").read_bytes())
    return entry


@pytest.fixture(scope="module")
def schema(golden_crosses):
    sizes = golden_crosses["vocabulary_sizes"]
    figures = {name: {"vocabulary_size": size} for name, size in sizes.items()}
    plain = schemas.from_document(golden_crosses["schema"])
    return replace(plain, statistics=Statistics(1, figures))


def test_the_golden_ids_are_hashed_as_the_format_says(golden_crosses, schema):
    ids = tf.constant(golden_crosses["ids"], tf.int64)
    assert HashedCrosses(schema)(ids).numpy().tolist() == golden_crosses["hashed"]


def test_a_bucket_by_hand(schema):
    # The third cross is the column a alone, in 7 buckets; its id is 1:
    # 2 * 1103515245 mod 2147483647 is 59546843, which mod 7 is 6.
    hashed = HashedCrosses(schema)(tf.constant([[1, 1, 1]], tf.int64))
    assert hashed.numpy()[0, 2] == 6 + 1


def test_a_schema_without_crosses_has_none(schema):
    hashed = HashedCrosses(replace(schema, crosses=()))
    assert hashed(tf.zeros([4, 3], tf.int64)).shape == (4, 0)


@pytest.mark.parametrize("batch", [0, 1, 3])
def test_a_batch_of_any_size_has_one_line_a_row(schema, batch):
    assert HashedCrosses(schema)(tf.ones([batch, 3], tf.int64)).shape == (batch, 3)
