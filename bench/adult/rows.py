"""The rows of UCI Adult: logs for the product, numbers for its peers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from trainer.contract.errors import InputError
from trainer.contract.schema import Column, Schema


class Rows:
    """The texts of a log, by column.

    Attributes:
      texts: column name to string [N], without spaces around.
      label: float64 [N], 1 for the positive class.
    """

    def __init__(self, path: Path, schema: Schema):
        """Reads a log.

        Raises:
          InputError: a row has another number of fields than the schema.
        """
        lines = path.read_text().splitlines()
        fields = [
            [field.strip() for field in line.split(schema.input.separator)]
            for line in lines
        ]
        for number, row in enumerate(fields, start=1):
            if len(row) != len(schema.columns):
                expected = f"expected {len(schema.columns)} fields"
                raise InputError(f"{path}:{number}: {expected}, received {len(row)}")
        columns = np.array(fields, object).T
        names = (column.name for column in schema.columns)
        self.texts = dict(zip(names, columns, strict=True))
        self.label = np.isin(self.texts[schema.label.name], schema.label.positive) * 1.0

    def of(self, columns: Sequence[Column]) -> dict[str, np.ndarray]:
        """Returns the texts of these columns alone."""
        return {column.name: self.texts[column.name] for column in columns}


def encoded(train: Rows, test: Rows, schema: Schema) -> dict[str, np.ndarray]:
    """Returns arrays that any library learns from.

    Returns:
      `numeric` float64 [N, F], `ids` float64 [N, C], counted in the order of the texts
      of both logs, and `label` [N] of the train rows; `test_numeric` and `test_ids`.
    """
    numeric = [c.name for c in schema.numeric]
    both = {
        c.name: np.unique([*train.texts[c.name], *test.texts[c.name]])
        for c in schema.categorical
    }
    arrays = {"label": train.label}
    for prefix, rows in (("", train), ("test_", test)):
        numbers = [rows.texts[name].astype(np.float64) for name in numeric]
        ids = [np.searchsorted(both[name], rows.texts[name]) for name in both]
        arrays[f"{prefix}numeric"] = np.column_stack(numbers)
        arrays[f"{prefix}ids"] = np.column_stack(ids).astype(np.float64)
    return arrays
