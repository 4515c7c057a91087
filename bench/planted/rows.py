"""Writes rows as tab-separated lines, a whole chunk at once.

Every row is first laid out at full width in a matrix of bytes; then the bytes in use
are taken, in order.
"""

import numpy as np

from bench.planted.features import Features

_DIGITS = 8
_INTEGER = 1 + _DIGITS  # a sign and digits
_TEXT = 8  # hexadecimal digits
_TAB, _LINE_FEED, _MINUS, _ZERO = 9, 10, 45, 48
_HEX4 = np.frombuffer(b"".join(b"%04x" % i for i in range(65536)), np.uint32)


class _Sheet:
    """The matrix of bytes, and which of them are in use; filled from left to right."""

    def __init__(self, rows: int, width: int):
        self.bytes = np.zeros((rows, width), np.uint8)
        self.used = np.zeros((rows, width), bool)
        self._at = 0

    def label(self, clicked: np.ndarray) -> None:
        self.bytes[:, 0] = _ZERO + clicked
        self.used[:, 0] = True
        self._tab_after(1)

    def integer(self, values: np.ndarray, missing: np.ndarray) -> None:
        at = self._at
        magnitude = np.abs(values).astype(np.int32)
        digits = np.ones(len(values), np.int8)
        for place in range(_INTEGER):
            quotient = magnitude // np.int32(10 ** (_INTEGER - 1 - place))
            self.bytes[:, at + place] = _ZERO + quotient % 10
            if place < _INTEGER - 1:
                first = (quotient > 0) & (digits == 1)
                digits = np.where(first, _INTEGER - place, digits)
        first = (_INTEGER - digits)[:, None]
        in_use = (np.arange(_INTEGER)[None, :] >= first) & ~missing[:, None]
        self.used[:, at : at + _INTEGER] = in_use
        negative = np.flatnonzero((values < 0) & ~missing)
        sign = at + _INTEGER - 1 - digits[negative].astype(np.int64)
        self.bytes[negative, sign] = _MINUS
        self.used[negative, sign] = True
        self._tab_after(_INTEGER)

    def text(self, values: np.ndarray, missing: np.ndarray) -> None:
        at = self._at
        halves = np.empty((len(values), 2), np.uint32)
        halves[:, 0] = _HEX4[values >> np.uint32(16)]
        halves[:, 1] = _HEX4[values & np.uint32(0xFFFF)]
        self.bytes[:, at : at + _TEXT] = halves.view(np.uint8)
        self.used[:, at : at + _TEXT] = ~missing[:, None]
        self._tab_after(_TEXT)

    def lines(self) -> bytes:
        self.bytes[:, -1] = _LINE_FEED
        return self.bytes[self.used].tobytes()

    def _tab_after(self, width: int) -> None:
        self._at += width + 1
        self.bytes[:, self._at - 1] = _TAB
        self.used[:, self._at - 1] = True


def encode(features: Features, texts: np.ndarray, clicked: np.ndarray | None) -> bytes:
    """Writes rows as lines.

    Args:
        features: N rows.
        texts: uint32 [26, N], the values of the categorical columns.
        clicked: bool [N], or None for lines without a label.

    Returns:
        N lines: the label, 13 integers, 26 values of 8 hexadecimal digits; missing
        fields are empty.
    """
    label = 0 if clicked is None else 2
    integers, categoricals = len(features.integers), len(texts)
    width = label + integers * (_INTEGER + 1) + categoricals * (_TEXT + 1)
    sheet = _Sheet(features.integers.shape[1], width)
    if clicked is not None:
        sheet.label(clicked)
    for values, missing in zip(*features[:2], strict=True):
        sheet.integer(values, missing)
    for values, missing in zip(texts, features.rank_missing, strict=True):
        sheet.text(values, missing)
    return sheet.lines()
