"""The variables of an export, read one by one and without its graph."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from trainer.contract.errors import ContractError


def read(export: Path, name: str, dtype: tf.DType) -> np.ndarray:
    """Returns a variable of a `ServingModule`, held once.

    Args:
      export: the folder of the SavedModel, verified.
      name: the attributes on the way to it, `/` between them.
      dtype: of its numbers.

    Raises:
      ContractError: there is no such variable.
    """
    prefix = str(export / "variables" / "variables")
    try:
        (tensor,) = tf.raw_ops.RestoreV2(
            prefix=prefix,
            tensor_names=[f"{name}/.ATTRIBUTES/VARIABLE_VALUE"],
            shape_and_slices=[""],
            dtypes=[dtype],
        )
    except tf.errors.OpError as error:
        expected = f"expected the variable {name}"
        raise ContractError(f"{prefix}: {expected}, received {error.message}") from None
    # `numpy()` would copy it, as `tf.train.load_checkpoint` does.
    return np.asarray(memoryview(tensor))
