"""The side of a contestant that trains under Keras' `fit`, on batches in memory."""

from typing import Any

import keras
import tensorflow as tf

from bench.train.taking_turns import serve


def serve_fit(model: keras.Model, batches: Any) -> None:
    """Takes steps under `fit` as often as it is asked to.

    Args:
      model: compiled.
      batches: what `fit` takes, arrays whose first axis is that of the batches.
    """
    data = tf.data.Dataset.from_tensor_slices(batches)
    options = tf.data.Options()
    options.autotune.enabled = False
    data = data.prefetch(2).with_options(options)

    def take(steps: int) -> None:
        model.fit(data.repeat().take(steps), shuffle=False, verbose=0)

    serve(take)
