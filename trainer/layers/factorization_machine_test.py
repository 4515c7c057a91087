import numpy as np
import pytest
import tensorflow as tf

from trainer.layers.factorization_machine import FactorizationMachine


def built(numbers, dimension):
    layer = FactorizationMachine(numbers, dimension, seed=3)
    layer.build()
    return layer


def test_two_embeddings_give_their_dot_product():
    embeddings = tf.constant([[[1.0, 2.0, 0.0, 1.0], [3.0, 4.0, 9.0, 1.0]]])
    # 1 * 3 + 2 * 4 + 1, by the root of 4.
    assert built(0, 4)(embeddings, tf.zeros([1, 0])).numpy().tolist() == [6]


def test_a_number_multiplies_its_vector():
    layer = built(2, 4)
    layer.vectors.assign([[5.0, 6.0, 0.0, 0.0], [7.0, 8.0, 0.0, 0.0]])
    embeddings = tf.constant([[[1.0, 2.0, 0.0, 0.0]]])
    # <e, v1> 10 = 170, <e, v2> (-1) = -23, <v1, v2> 10 (-1) = -830; by the root of 4.
    pairs = layer(embeddings, tf.constant([[10.0, -1.0]]))
    assert pairs.numpy().tolist() == [(170 - 23 - 830) / 2]


def test_it_is_the_sum_over_all_pairs():
    random = np.random.default_rng(0)
    embeddings = random.normal(size=(5, 4, 3)).astype(np.float32)
    pairs = [
        (embeddings[:, i] * embeddings[:, j]).sum(axis=1)
        for i in range(4)
        for j in range(i)
    ]
    received = built(0, 3)(tf.constant(embeddings), tf.zeros([5, 0]))
    np.testing.assert_allclose(received, sum(pairs) / np.sqrt(3), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("features", "numbers"), [(1, 0), (0, 1)])
def test_one_feature_alone_has_no_pair(features, numbers):
    received = built(numbers, 2)(tf.ones([3, features, 2]), tf.ones([3, numbers]))
    np.testing.assert_allclose(received, [0, 0, 0], atol=1e-7)


def test_vectors_are_drawn_within_the_bound_of_embeddings():
    one, same = (built(4, 3).vectors.numpy() for _ in range(2))
    assert (one == same).all()
    assert (np.abs(one) <= 0.05).all()
    assert len(np.unique(one)) == 12
