import math

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from trainer.layers.number_bins import NumberBins, bounds_of
from trainer.record_folder import open_labelled

# TensorFlow takes a subnormal number for 0.
numbers = st.floats(
    width=32, allow_nan=False, allow_infinity=False, allow_subnormal=False
)


def figures(least, most, *quantiles):
    return {"min": least, "max": most, "quantiles": dict(enumerate(quantiles))}


def test_a_number_is_in_the_bin_of_the_bounds_up_to_it():
    layer = NumberBins(fills=[-10, -10], bounds=[[0, 2.5], [7]])
    received = layer(tf.constant([[-1.0, 6.5], [0.0, 7.0], [2.5, 9.0], [99.0, -9.0]]))
    assert received.dtype == tf.int64
    assert received.numpy().tolist() == [[1, 1], [2, 2], [3, 2], [3, 1]]
    assert layer.sizes == [3, 2]


def test_a_missing_number_is_in_no_bin():
    layer = NumberBins(fills=[-10, 5], bounds=[[0], [0]])
    received = layer(tf.constant([[-10.0, -10.0], [5.0, 5.0]]))
    assert received.numpy().tolist() == [[0, 1], [2, 0]]


def test_a_batch_of_no_columns_or_no_rows_has_none():
    assert NumberBins([], [])(tf.zeros([3, 0])).shape == (3, 0)
    assert NumberBins([0], [[1]])(tf.zeros([0, 1])).shape == (0, 1)
    assert NumberBins([0], [[]])(tf.constant([[7.0]])).numpy().tolist() == [[1]]


def test_bounds_are_whole_numbers_to_two_and_then_where_the_squared_logarithm_grows():
    # exp(sqrt(1)) to exp(sqrt(5)): 2.72, 4.11, 5.65, 7.39, 9.36.
    received = bounds_of(figures(0.0, 10.0))
    above = [math.exp(math.sqrt(k)) for k in range(1, 6)]
    np.testing.assert_allclose(received, [1, 2, *above], rtol=1e-6)
    assert bounds_of(figures(-2.9, 1.0)) == pytest.approx([-math.e, -2, -1, 0, 1])


def test_quantiles_are_bounds_where_they_lie_closer_together():
    assert bounds_of(figures(0.0, 0.9, 0.0, 0.25, 0.25, 0.5)) == [0.25, 0.5]


def test_a_column_without_a_value_or_of_one_value_has_one_bin():
    assert bounds_of({"min": None, "max": None, "quantiles": None}) == []
    assert bounds_of(figures(3.0, 3.0, 3.0)) == []


@given(st.lists(numbers, min_size=2, max_size=50))
def test_bins_keep_the_order_of_numbers_and_none_is_beyond_their_count(values):
    ordered = np.unique(np.float32(values))
    bounds = bounds_of(figures(float(ordered[0]), float(ordered[-1]), *values[:7]))
    layer = NumberBins(fills=[np.nan], bounds=[bounds])
    bins = layer(tf.constant(ordered[:, np.newaxis])).numpy()[:, 0]
    assert (np.diff(bins) >= 0).all()
    # The least and the most of the train rows are in the first and the last bin.
    assert (bins[0], bins[-1]) == (1, layer.sizes[0])


@given(st.integers(3, 10**9))
def test_whole_numbers_share_a_bin_exactly_where_their_squared_logarithms_do(number):
    def square(of):
        return math.floor(math.log(np.float32(of)) ** 2)

    layer = NumberBins([-10], [bounds_of(figures(0.0, 2e9))])
    first, second = layer(tf.constant([[float(number)], [number + 1.0]])).numpy()[:, 0]
    assert second - first == square(number + 1) - square(number)


def test_the_schema_gives_fills_and_bounds(golden):
    schema = open_labelled(golden.train).schema
    layer = NumberBins.of(schema)
    price = schema.statistics.columns["price"]
    received = layer(tf.constant([[-10.0, price["max"]]]))
    assert received.numpy().tolist() == [[0, len(bounds_of(price)) + 1]]
