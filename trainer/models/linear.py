"""Logistic regression on numeric features and one weight per categorical value."""

from collections.abc import Mapping
from typing import Any

import tensorflow as tf

from trainer.models.wide_model import WideModel


class Linear(WideModel):
    """`logit = b + w . numeric + sum of the weights of the row's categories`.

    The baseline of every click-through paper: McMahan et al., "Ad Click Prediction: a
    View from the Trenches", 2013. It cannot see two features together.
    """

    def call(self, features: Mapping[str, Any]) -> tf.Tensor:
        """Returns the logits [B] of features, as `FeatureColumns` takes them."""
        return self.linear_logit(*self.columns(features))
