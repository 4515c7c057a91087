"""What becomes of numbers: features on a scale, or ids behind those of categories."""

import keras
import tensorflow as tf

from trainer.contract.schema import Schema
from trainer.layers.number_bins import NumberBins
from trainer.layers.numeric import NumericFeatures
from trainer.model_flags import BINS


class Numbers(keras.layers.Layer):
    """`--numbers`: `NumericFeatures` on the scale that it names, or `NumberBins`.

    Input shapes: [B, N] float32; ids [B, C] int64.
    Output shapes: [B, K] float32, K being `width`; ids [B, C + F] int64, F being how
    many `bin_sizes` there are. Either K or F is 0.
    """

    def __init__(self, schema: Schema, recipe: str):
        """Makes the layer that the recipe asks for; there is nothing to learn.

        Args:
          schema: resolved.
          recipe: one of `trainer.model_flags.NUMBERS`.
        """
        super().__init__(name="numbers", trainable=False)
        binned = recipe == BINS
        self._bins = NumberBins.of(schema) if binned else None
        self._features = None if binned else NumericFeatures.of(schema, recipe)
        self.width = 0 if binned else self._features.width
        self.bin_sizes = self._bins.sizes if binned else []
        self.bin_bounds = self._bins.bounds if binned else []

    def call(self, values: tf.Tensor, ids: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Returns the features [B, K] and the ids [B, C + F]."""
        if self._features:
            return self._features(values), ids
        return values[:, :0], tf.concat([ids, self._bins(values)], axis=1)
