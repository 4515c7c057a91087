"""Training from record files against training on the same batches in memory."""

import time
from collections.abc import Callable
from typing import Any

import tensorflow as tf

from bench.results import Row
from bench.train import turns
from bench.train.readers import shuffled
from trainer import compilation, config, models
from trainer.record_folder import RecordFolder

GOALS = {"wide-deep": 0.92, "linear": 0.75}
FILES, MEMORY = "TFRecords", "the same batches in memory"
_FOLDERS = ("--job-dir=none", "--train-dir=none", "--eval-dir=none")


def measure(folder: RecordFolder, rounds: int) -> list[Row]:
    """Measures passes over the rows of a folder, under `fit`, in turn."""
    files = shuffled(folder)
    # The round that is not counted fills it.
    sources = {FILES: files, MEMORY: files.cache().prefetch(2)}
    rows = []
    for name, goal in GOALS.items():
        model = _model(name, folder)
        contestants = {
            source: _rate(model, batches, folder.rows)
            for source, batches in sources.items()
        }
        figures = turns.play(contestants, rounds)
        title = f"(b) {name} from {FILES}, against {MEMORY}"
        rows.append(turns.row(title, figures, FILES, MEMORY, "samples/s", goal))
    return rows


def _model(name: str, folder: RecordFolder) -> Any:
    parsed = config.parse([*_FOLDERS, f"--model={name}"])
    model = models.build(parsed, folder.schema)
    compilation.compile_model(model, parsed)
    return model


def _rate(model: Any, batches: tf.data.Dataset, rows: int) -> Callable[[], float]:
    def measured() -> float:
        started = time.perf_counter()
        model.fit(batches, shuffle=False, verbose=0)
        return rows / (time.perf_counter() - started)

    return measured
