import math

import numpy as np
import tensorflow as tf

from trainer.layers.numeric import MOMENTS, NumericFeatures
from trainer.record_folder import open_labelled


def test_numbers_are_logarithms_on_the_scale_of_the_train_rows():
    layer = NumericFeatures(fills=[-10], means=[1], deviations=[2])
    e = math.e
    received = layer(tf.constant([[0.0], [e - 1], [1 - e], [e**3 - 1]]))
    # sign(x) log(1 + |x|) is 0, 1, -1, 3; minus 1, over 2; none is missing.
    np.testing.assert_allclose(
        received, [[-0.5, 0], [0, 0], [-1, 0], [1, 0]], atol=1e-6
    )


def test_on_the_standard_scale_they_are_themselves_less_the_mean_over_the_deviation():
    layer = NumericFeatures(fills=[-10], means=[1], deviations=[2], scale="standard")
    received = layer(tf.constant([[0.0], [1.0], [7.0], [-10.0]]))
    assert received.numpy().tolist() == [[-0.5, 0], [0, 0], [3, 0], [0, 1]]


def test_a_missing_number_is_the_mean_and_says_so():
    layer = NumericFeatures(fills=[-10, 0], means=[1, 1], deviations=[2, 2])
    received = layer(tf.constant([[-10.0, 0.0], [0.0, -10.0]]))
    assert received[0].numpy().tolist() == [0, 0, 1, 1]
    assert received[1, 2:].numpy().tolist() == [0, 0]


def test_a_constant_column_is_only_centred():
    layer = NumericFeatures(fills=[-10], means=[0], deviations=[0])
    received = layer(tf.constant([[math.e - 1]]))
    np.testing.assert_allclose(received, [[1, 0]], atol=1e-6)


def test_the_largest_float_stays_finite():
    layer = NumericFeatures(fills=[-10], means=[0], deviations=[1])
    largest = np.finfo(np.float32).max
    assert np.isfinite(layer(tf.constant([[largest], [-largest]]))).all()


def test_the_schema_gives_fills_and_statistics(golden):
    schema = open_labelled(golden.train).schema
    price = schema.statistics.columns["price"]
    for scale, (mean, deviation) in MOMENTS.items():
        received = NumericFeatures.of(schema, scale)(tf.constant([[-10.0, 0.0]]))
        expected = -price[mean] / price[deviation]
        np.testing.assert_allclose(received, [[0, expected, 1, 0]], rtol=1e-6)
