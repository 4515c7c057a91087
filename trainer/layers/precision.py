"""The precision of the dense layers' products, which training alone may lower."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import tensorflow as tf

_PRODUCTS: ContextVar[tf.DType] = ContextVar("products", default=tf.float32)


@contextmanager
def products_in(dtype: tf.DType) -> Iterator[None]:
    """Has the products that are traced inside multiply numbers of a type.

    Micikevicius et al., "Mixed Precision Training", 2018, section 3.1: the weights,
    their gradients' sums and the optimizer stay float32. Sums inside of a product are
    float32, too. Kalamkar et al., "A Study of BFLOAT16 for Deep Learning Training",
    2019: bfloat16 has float32's exponents, so that the loss needs no scaling.

    Args:
      dtype: float32 or bfloat16.
    """
    token = _PRODUCTS.set(dtype)
    try:
        yield
    finally:
        _PRODUCTS.reset(token)


def product_dtype() -> tf.DType:
    """Returns the type of the products that are traced here; outside, float32."""
    return _PRODUCTS.get()
