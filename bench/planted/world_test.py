import numpy as np
import pytest

from bench.planted.features import draw
from bench.planted.tables import CATEGORICALS, INTEGERS
from bench.planted.world import CHUNK, World


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_columns_have_the_missing_rates_of_the_table():
    features = draw(np.random.default_rng(1), CHUNK)
    for missing, columns in (
        (features.integer_missing, INTEGERS),
        (features.rank_missing, CATEGORICALS),
    ):
        expected = [column.missing for column in columns]
        np.testing.assert_allclose(missing.mean(axis=1), expected, atol=0.015)


def test_the_most_frequent_values_have_the_frequencies_of_the_table():
    features = draw(np.random.default_rng(1), CHUNK)
    for ranks, column in zip(features.ranks, CATEGORICALS, strict=True):
        counts = np.bincount(np.minimum(ranks, 2), minlength=3)
        np.testing.assert_allclose(counts[:2] / CHUNK, column.head[:2], atol=0.015)
        assert ranks.max() < column.cardinality


def test_clicks_come_at_the_planted_rate_and_probability(world):
    chunk = world.chunk(seed=1, index=0)
    assert chunk.probability.mean() == pytest.approx(0.256, abs=0.005)
    assert chunk.clicked.mean() == pytest.approx(chunk.probability.mean(), abs=0.01)


def test_different_ranks_have_different_texts(world):
    ranks = np.tile(np.arange(100_000, dtype=np.uint32), (len(CATEGORICALS), 1))
    for texts in world.texts(ranks):
        assert len(np.unique(texts)) == 100_000


def test_seeds_and_chunks_are_drawn_apart(world):
    first = world.chunk(seed=1, index=0).probability
    assert not np.array_equal(first, world.chunk(seed=1, index=1).probability)
    assert not np.array_equal(first, world.chunk(seed=2, index=0).probability)
    assert np.array_equal(first, world.chunk(seed=1, index=0).probability)
