"""Serving: one predictor core, and the thin ways in that translate and call it."""

import logging
import os

# oneDNN picks other kernels for other batch sizes, and then a row's score would depend
# on its neighbours. TensorFlow reads this once, when it is imported.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

# A feature's name may hold `-` and `.`, which TensorFlow reports for each of them.
_NAME_WARNING = "is not a valid tf.function parameter name"
logging.getLogger("absl").addFilter(
    lambda record: _NAME_WARNING not in record.getMessage()
)
