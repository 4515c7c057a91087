import numpy as np
import pytest
import tensorflow as tf

from trainer.layers.dot_interaction import DotInteraction


def test_three_vectors_have_three_dot_products():
    vectors = tf.constant([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]])
    # <2nd, 1st> = 3 + 8, <3rd, 1st> = 5 + 12, <3rd, 2nd> = 15 + 24.
    assert DotInteraction(3)(vectors).numpy().tolist() == [[11, 17, 39]]


def test_the_gradient_of_a_vector_is_the_sum_of_those_that_it_met():
    vectors = tf.constant([[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]])
    with tf.GradientTape() as tape:
        tape.watch(vectors)
        weighted = tf.reduce_sum(DotInteraction(3)(vectors) * [1.0, 10.0, 100.0])
    # 1 * 2nd + 10 * 3rd, 1 * 1st + 100 * 3rd, 10 * 1st + 100 * 2nd.
    expected = [[[53, 64], [501, 602], [310, 420]]]
    assert tape.gradient(weighted, vectors).numpy().tolist() == expected


@pytest.mark.parametrize("batch", [0, 1, 3])
@pytest.mark.parametrize(("features", "pairs"), [(1, 0), (2, 1), (27, 351)])
def test_a_batch_of_any_size_has_every_pair_once(batch, features, pairs):
    layer = DotInteraction(features)
    received = layer(tf.ones([batch, features, 2])).numpy()
    np.testing.assert_array_equal(received, np.full((batch, pairs), 2))
    assert layer.width == pairs
