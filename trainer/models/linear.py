"""Logistic regression on numeric features and one weight per categorical value."""

from collections.abc import Mapping

import tensorflow as tf

from trainer.models.wide_model import WideModel


class Linear(WideModel):
    """`logit = b + w . numeric + sum of the weights of the row's categories`.

    The baseline of every click-through paper: McMahan et al., "Ad Click Prediction: a
    View from the Trenches", 2013. It cannot see two features together.
    """

    def call(self, features: Mapping[str, tf.Tensor]) -> tf.Tensor:
        """Returns the logits [B] of `numeric` [B, N] and `ids` [B, C]."""
        return self.linear_logit(self.numeric(features["numeric"]), features["ids"])
