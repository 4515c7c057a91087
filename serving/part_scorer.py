"""The lines of one part: every row and every bad row of it, in the order of the log."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from serving.ahead import one_ahead
from serving.input_parts import InputParts, Part
from serving.json_lines import error_line, prediction_lines
from serving.predictor import Predictor
from serving.rejected_rows import RejectedRows
from trainer.contract.errors import ContractError
from trainer.contract.records import Record, read_records
from trainer.decoder import Decoded, Decoder

FEATURES = ("numeric", "categorical")


class Lines(NamedTuple):
    """Some lines of the predictions, and how many of them say an error."""

    texts: list[str]
    errors: int


class _Batch(NamedTuple):
    path: Path
    records: list[Record]
    decoded: Decoded


class PartScorer:
    """Scores the parts of one record directory, a batch of records at a time."""

    def __init__(self, predictor: Predictor, source: InputParts, batch_size: int):
        """Prepares to score.

        Args:
          predictor: the model.
          source: the records.
          batch_size: about how many rows are scored at once.
        """
        self._predictor, self._source = predictor, source
        self._rows_per_record = source.manifest.rows_per_record
        self._records_at_once = max(1, batch_size // self._rows_per_record)
        self._decoder = Decoder(predictor.schema, source.manifest.key, FEATURES)

    def score(self, part: Part) -> Iterator[Lines]:
        """Yields the lines of a part: one a row, a bad row and a damaged record.

        Raises:
          ContractError: the records do not hold the rows that the manifest says.
        """
        rejected = RejectedRows([self._source.path(file) for file in part.rejects])
        position = damaged = 0
        for batch in one_ahead(self._batches(part)):
            lines, bad = self._predict(batch.decoded)
            merged, position = self._merge(batch, lines, rejected, position)
            yield Lines(merged, bad + len(merged) - len(lines))
            damaged += len(batch.decoded.damaged)
        if not damaged and position != part.rows:
            raise self._miscounted(part, position)
        rest = list(rejected.rest())
        yield Lines(rest, len(rest))

    def _batches(self, part: Part) -> Iterator[_Batch]:
        for path in [self._source.path(file) for file in part.files]:
            stream = read_records(path)
            while records := list(islice(stream, self._records_at_once)):
                decoded = self._decoder.decode([record.data for record in records])
                yield _Batch(path, records, decoded)

    def _predict(self, decoded: Decoded) -> tuple[list[str], int]:
        if not decoded.rows.any():
            return [], 0
        predictions = self._predictor.predict_columns(decoded.columns)
        return prediction_lines(predictions, decoded.keys), len(predictions.errors)

    def _merge(
        self, batch: _Batch, lines: list[str], rejected: RejectedRows, position: int
    ) -> tuple[list[str], int]:
        """Puts bad rows and damaged records into their places among the lines."""
        end, damaged = position + len(lines), batch.decoded.damaged
        if not damaged and not rejected.any_before(end - 1):
            return lines, end
        merged: list[str] = []
        rows = iter(lines)
        for i, count in enumerate(batch.decoded.rows.tolist()):
            if i in damaged:
                merged += rejected.due(position)
                place = {"file": batch.path.name, "record": batch.records[i].index}
                merged.append(error_line(damaged[i], **place))
                # The best guess at what it held keeps later bad rows in their places.
                position += self._rows_per_record
            for line in islice(rows, count):
                merged += rejected.due(position)
                merged.append(line)
                position += 1
        return merged, position

    def _miscounted(self, part: Part, received: int) -> ContractError:
        names = ", ".join(file.name for file in part.files) or f"part {part.number}"
        expected = f"expected {part.rows} rows, received {received}"
        return ContractError(f"{self._source.directory}: {names}: {expected}")
