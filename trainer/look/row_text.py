"""Encoded rows as the strings of the log: numbers as text, ids as their values."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from trainer.contract import artifacts
from trainer.contract.errors import ContractError
from trainer.contract.manifest import Manifest
from trainer.contract.schema import Column, Schema
from trainer.decoder import Decoded
from trainer.feature_types import lengths_name

UNSEEN = "<unseen>"
_Text = Callable[[float | int], str]


class RowText:
    """Turns decoded rows of one record directory into lines of the log.

    A missing value stands as its fill, for that is what the record holds. `ignore`
    columns are in no record; a key that is no column of the log comes first.
    """

    def __init__(self, schema: Schema, manifest: Manifest, artifact_dir: Path | str):
        """Reads the vocabularies.

        Args:
          schema: of the records.
          manifest: of the records.
          artifact_dir: the artifacts that encoded them.

        Raises:
          ContractError: these are other artifacts, or they are damaged.
        """
        self._separator, self._key = schema.input.separator, manifest.key
        self._lists = {c.name: c.list_separator for c in schema.lists}
        opened = _open(artifact_dir, manifest)
        skipped = {"ignore", "key"} | (set() if manifest.label else {"label"})
        self._texts: dict[str, _Text] = {
            column.name: _text(column, opened)
            for column in schema.columns
            if column.role not in skipped
        }
        # The order of the log; a key that the preparation made is no column of it.
        names = [c.name for c in schema.columns if c.name in {*self._texts, self._key}]
        made = self._key is not None and self._key not in names
        self._order = [self._key, *names] if made else names

    def lines(self, decoded: Decoded) -> Iterator[str]:
        """Yields one line a row, without its line end."""
        columns = {name: self._column(name, decoded) for name in self._texts}
        if self._key is not None:
            columns[self._key] = map(_key_text, decoded.keys.tolist())
        for fields in zip(*(columns[name] for name in self._order), strict=True):
            yield self._separator.join(fields)

    def _column(self, name: str, decoded: Decoded) -> Iterator[str]:
        texts = map(self._texts[name], decoded.columns[name].numpy().tolist())
        if name not in self._lists:
            return texts
        lengths = decoded.columns[lengths_name(name)].numpy().tolist()
        return (self._lists[name].join(islice(texts, length)) for length in lengths)


def number_text(value: float) -> str:
    """Returns the shortest text of a float32, without the fraction of a whole number.

    >>> number_text(7.0), number_text(0.10000000149011612)
    ('7', '0.1')
    """
    if value == 0 or 1e-4 <= abs(value) < 1e16:
        return np.format_float_positional(np.float32(value), trim="-")
    return str(np.float32(value))


def _open(directory: Path | str, manifest: Manifest) -> artifacts.ArtifactsDirectory:
    try:
        opened = artifacts.load(directory)
    except ContractError as error:
        raise ContractError(f"{error} (--artifacts says where they are)") from None
    expected, received = manifest.artifacts.digest, opened.manifest.artifacts.digest
    if received != expected:
        what = f"expected the artifacts {expected}, received {received}"
        raise ContractError(f"{directory}: {what}")
    return opened


def _text(column: Column, opened: artifacts.ArtifactsDirectory) -> _Text:
    if column.role == "label":
        return lambda value: (column.positive if value == 1 else column.negative)[0]
    if column.role == "categorical":
        values = [v.decode() for v in opened.vocabulary(column.name).values]
        return lambda i: values[i - 1] if 1 <= i <= len(values) else UNSEEN
    return _integer_text if column.type == "integer" else number_text


def _integer_text(value: float) -> str:
    return str(int(value)) if value.is_integer() else number_text(value)


def _key_text(key: bytes) -> str:
    return key.decode("utf-8", "backslashreplace")
