"""Test support: the weights of an export, bit for bit."""

from pathlib import Path

import tensorflow as tf


def bits(exported: Path) -> dict[str, bytes]:
    """Returns the bytes of every variable of an exported model, by name, in order."""
    reader = tf.train.load_checkpoint(str(exported / "variables" / "variables"))
    names = sorted(reader.get_variable_to_shape_map())
    of_model = [name for name in names if name.startswith("model_variables")]
    return {name: reader.get_tensor(name).tobytes() for name in of_model}
