"""The rows of a run: generated, one's own, or one's own split in three."""

import glob
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.criteo_rows import generate
from deploy.local.run_folder import MODES, RunFolder
from deploy.local.split import split
from trainer.contract.errors import InputError, UsageError
from trainer.contract.publish import replace
from trainer.contract.schema import Schema

_SEEDS = {"train": 1, "evaluate": 2, "predict": 3}
_SHARES = {"train": 1, "evaluate": 5, "predict": 20}
_VARIABLES = {"train": "DATA", "evaluate": "EVAL", "predict": "PREDICT"}


@dataclass(frozen=True)
class Rows:
    """The logs of a run.

    Attributes:
        globs: Mode to log.
        sizes: Mode to bytes.
        made: How rows came to be: `generate`, `split`, or None for logs as given.
        bayes_auc: The AUC of the true probability on the evaluate rows, where known.
    """

    globs: Mapping[str, str]
    sizes: Mapping[str, int]
    made: str | None = None
    bayes_auc: float | None = None


@dataclass(frozen=True)
class Request:
    """What the user asked for.

    Attributes:
        rows: How many train rows to generate where there are no logs.
        logs: Mode to the glob of one's own logs.
    """

    rows: int
    logs: Mapping[str, str] = field(default_factory=dict)

    def files(self) -> dict[str, list[Path]]:
        """The files of every log that was given.

        Raises:
            UsageError: EVAL or PREDICT was given without DATA.
            InputError: A glob has no file.
        """
        if self.logs and "train" not in self.logs:
            raise UsageError("expected DATA where EVAL or PREDICT is given")
        return {mode: _files(mode, pattern) for mode, pattern in self.logs.items()}


def provide(request: Request, folder: RunFolder, schema: Schema) -> Rows:
    """Puts the rows of all three modes in place.

    Args:
        request: What to provide; a mode without a log gets its rows from DATA.
        folder: Where generated and split rows go.
        schema: Whether a log has a header.

    Raises:
        UsageError: EVAL or PREDICT was given without DATA.
        InputError: A log is not there, or has too few rows to split.
    """
    for path in folder.data.glob("*"):
        path.unlink()
    if not request.logs:
        return _generated(request.rows, folder)
    files = request.files()
    globs = dict(request.logs)
    missing = [mode for mode in MODES if mode not in files]
    if missing:
        outputs = {mode: folder.rows(mode) for mode in ("train", *missing)}
        for mode, rows in split(files["train"], outputs, schema.input.header).items():
            print(f"split: {rows:,} {mode} rows", flush=True)
            globs[mode], files[mode] = str(outputs[mode]), [outputs[mode]]
    sizes = {mode: _size(paths) for mode, paths in files.items()}
    return Rows(globs, sizes, made="split" if missing else None)


def _generated(rows: int, folder: RunFolder) -> Rows:
    facts = {}
    for mode in MODES:
        count = max(1, rows // _SHARES[mode])
        labelled = mode != "predict"
        facts[mode] = generate(
            count, _SEEDS[mode], folder.rows(mode), labelled=labelled
        )
        replace(folder.facts(mode), f"{json.dumps(facts[mode])}\n".encode())
        print(f"generated: {count:,} {mode} rows", flush=True)
    return Rows(
        {mode: str(folder.rows(mode)) for mode in MODES},
        {mode: facts[mode]["bytes"] for mode in MODES},
        made="generate",
        bayes_auc=facts["evaluate"]["bayes_auc"],
    )


def _files(mode: str, pattern: str) -> list[Path]:
    paths = [Path(path) for path in sorted(glob.glob(pattern))]
    files = [f for path in paths for f in (_inside(path) if path.is_dir() else [path])]
    if not files:
        name = _VARIABLES[mode]
        raise InputError(f"{name}={pattern}: expected at least one file, received none")
    return files


def _inside(folder: Path) -> list[Path]:
    # As Spark does, files whose name begins with _ or . are not looked at.
    return sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] not in "_.")


def _size(paths: list[Path]) -> int:
    return sum(path.stat().st_size for path in paths)
