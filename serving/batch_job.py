"""Batch prediction: a record directory in, a directory of JSON lines out."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from serving.input_parts import InputParts, Part
from serving.part_scorer import PartScorer
from serving.predictor import Predictor
from serving.shard import Shard
from trainer.contract.manifest import (
    SCHEMA,
    Counts,
    File,
    Manifest,
    require_same_artifacts,
)
from trainer.contract.publish import Output

KIND = "predictions"


@dataclass(frozen=True)
class Summary:
    """What a batch came to.

    Attributes:
      rows: lines written.
      errors: how many of them say an error.
      seconds: from the first row to the commit.
    """

    rows: int
    errors: int
    seconds: float


class BatchJob:
    """One run: everything is checked before the first row is scored."""

    def __init__(
        self, predictor: Predictor, source: InputParts, out: Path | str, batch_size: int
    ):
        """Checks that input and model belong together, and claims the output.

        Args:
          predictor: the model.
          source: the records.
          out: the output directory.
          batch_size: about how many rows are scored at once.

        Raises:
          ContractError: the records were encoded with artifacts foreign to the model.
          ForeignOutputError: the output is not ours, or overlaps what is read.
        """
        self._predictor, self._source = predictor, source
        require_same_artifacts(
            source.manifest.artifacts,
            predictor.manifest.artifacts,
            str(source.directory),
            str(predictor.directory),
        )
        self._scorer = PartScorer(predictor, source, batch_size)
        self._output = Output(out, KIND, [source.directory, predictor.directory])

    @property
    def total(self) -> int:
        """How many lines are to be expected."""
        files = (f for part in self._source.parts for f in (*part.files, *part.rejects))
        return sum(file.rows for file in files)

    def run(self, progress: Callable[[int], None]) -> Summary:
        """Scores every part and commits the output.

        Args:
          progress: called with the number of lines since the last call.
        """
        start = time.monotonic()
        self._output.stage(SCHEMA, self._predictor.schema_bytes)
        shards = [self._shard(part, progress) for part in self._source.parts]
        files, errors = tuple(file for file, _ in shards), sum(e for _, e in shards)
        rows = sum(file.rows for file in files)
        self._output.commit(self._manifest(files, Counts(rows, rows - errors, errors)))
        return Summary(rows, errors, time.monotonic() - start)

    def _shard(self, part: Part, progress: Callable[[int], None]) -> tuple[File, int]:
        name = f"part-{part.number:05d}-{self._output.run_id}.jsonl"
        errors = 0
        with Shard(self._output.directory, name) as shard:
            for lines in self._scorer.score(part):
                shard.write(lines.texts)
                errors += lines.errors
                progress(len(lines.texts))
        return shard.file, errors

    def _manifest(self, files: tuple[File, ...], counts: Counts) -> Manifest:
        model = self._predictor.manifest
        return Manifest(
            kind=KIND,
            run_id=self._output.run_id,
            schema_digest=model.schema_digest,
            artifacts=model.artifacts,
            files=files,
            counts=counts,
        )
