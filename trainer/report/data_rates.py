"""How often the columns of train and evaluate rows are missing or unseen."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from trainer.contract import manifest as manifests
from trainer.contract.errors import ContractError
from trainer.contract.manifest import check_size, check_sum
from trainer.contract.schema import Schema
from trainer.record_folder import RecordFolder

STATISTICS = "stats.json"


class Rates(NamedTuple):
    """Shares of one column; None where the folder has no statistics, or no such rate.

    Attributes:
      name: of the column.
      role: of the column.
      vocabulary: how many values it has; None of a number.
      missing: of the train rows, and of the evaluate rows.
      unseen: likewise; of lists, of their values.
    """

    name: str
    role: str
    vocabulary: int | None
    missing: tuple[float | None, float | None]
    unseen: tuple[float | None, float | None]


def rates(
    schema: Schema, train: RecordFolder | None, evaluate: RecordFolder
) -> Iterator[Rates]:
    """Yields the rates of every numeric and categorical column.

    Args:
      schema: resolved.
      train: None where nothing was learnt.
      evaluate: of the evaluate rows.
    """
    both = [statistics_of(folder) if folder else {} for folder in (train, evaluate)]
    for column in (*schema.numeric, *schema.categorical):
        of_column = [columns.get(column.name, {}) for columns in both]
        known = schema.statistics.columns[column.name]
        yield Rates(
            column.name,
            column.role,
            known.get("vocabulary_size"),
            tuple(figures.get("missing_rate") for figures in of_column),
            tuple(figures.get("unseen_rate") for figures in of_column),
        )


def statistics_of(folder: RecordFolder) -> Mapping[str, Any]:
    """Returns the columns of a folder's `stats.json`; nothing where it has none.

    Data is complete without its reports: damaged ones are told, and not read.
    """
    manifest = folder.manifest
    for file in manifest.reports:
        if file.name == STATISTICS:
            path = manifests.locate(folder.directory, file.name, manifest.run_id)
            try:
                check_size(folder.directory, file, manifest.run_id)
                check_sum(folder.directory, file, manifest.run_id)
            except ContractError as error:
                print(f"{error}: the report is without its rates")
                return {}
            return json.loads(path.read_bytes())["columns"]
    return {}
