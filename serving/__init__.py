"""Serving: one predictor core, and the thin ways in that translate and call it."""

import os

# oneDNN picks other kernels for other batch sizes, and then a row's score would depend
# on its neighbours. TensorFlow reads this once, when it is imported.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
