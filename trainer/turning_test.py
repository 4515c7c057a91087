import numpy as np
import pytest
import tensorflow as tf

from trainer.turning import turned


@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_all_bits_of_integers_are_kept(kind):
    least, most = np.iinfo(kind).min, np.iinfo(kind).max
    # Among them those that are no number as a float, whose bits arithmetic may change.
    first = most if kind is np.int32 else 0x7FF0000000000001
    given = np.array([[0, 1, -1], [least, most, first // 2 * 2 - 1]], kind)
    assert (turned(tf.constant(given)).numpy() == given.T).all()
