"""Test support: the weights of an export."""

from pathlib import Path

import numpy as np
import tensorflow as tf


def bits(exported: Path) -> dict[str, bytes]:
    """Returns the bytes of every variable of an exported model, by name, in order."""
    return {name: value.tobytes() for name, value in read(exported).items()}


def read(exported: Path) -> dict[str, np.ndarray]:
    """Returns every variable of an exported model, by name, in order."""
    reader = tf.train.load_checkpoint(str(exported / "variables" / "variables"))
    names = sorted(reader.get_variable_to_shape_map())
    of_model = [name for name in names if name.startswith("model_variables")]
    return {name: reader.get_tensor(name) for name in of_model}
