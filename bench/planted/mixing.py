"""A bijection of 32-bit integers that looks random: murmur3's finalizer."""

import numpy as np


def mix(keys: np.ndarray, salt: np.uint32) -> np.ndarray:
    """Mixes keys, differently for each salt.

    Args:
        keys: Integers [N], taken modulo 2 ** 32.
        salt: Which of the bijections.

    Returns:
        uint32 [N]; different keys give different results.
    """
    x = keys.astype(np.uint32) ^ np.uint32(salt)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x85EBCA6B)
    x ^= x >> np.uint32(13)
    x *= np.uint32(0xC2B2AE35)
    x ^= x >> np.uint32(16)
    return x
