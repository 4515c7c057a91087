"""One training run: check, train, evaluate, export, report."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trainer import job_folder, models
from trainer.config import RunConfig
from trainer.curves import learning_curves
from trainer.evaluate import final_evaluation, row_columns, scores_file
from trainer.evaluation import Evaluator, print_figures
from trainer.export import savedmodel
from trainer.report.run_report import run_page
from trainer.run_identity import identity_of
from trainer.run_inputs import (
    Inputs,
    evaluate_batches,
    evaluated_rows,
    explained,
    open_inputs,
)
from trainer.termination import Termination
from trainer.training import Trained, Training, compile_model, total_steps


def run(config: RunConfig, termination: Termination) -> Path:
    """Trains, evaluates and exports one model.

    Args:
      config: of the run.
      termination: asked between the steps.

    Returns:
      The folder of the export.

    Raises:
      SparkyError: with the exit code of what is wrong (FORMAT.md section 9).
    """
    given = open_inputs(config)
    for name in config.slice:
        row_columns.feature(given.artifacts.schema, name)
    folders = (given.train.directory, given.evaluate.directory)
    job_folder.claim(config.job_dir, [*folders, given.artifacts.directory])
    model = models.build(config, given.train.schema)
    compile_model(model, config, total_steps(config, given.train))
    identity = identity_of(config, given.train, given.evaluate)
    training = Training(config, model, given.train, termination, identity)
    with explained(given.train, given.evaluate):
        batches = evaluate_batches(config, given.evaluate)
    evaluator = Evaluator(model, batches, training.stopping.stop_if_requested)
    seconds: dict[str, float] = {}
    with explained(given.train, given.evaluate), _timed(seconds, "train"):
        trained = training.fit(evaluator)
    with explained(given.train, given.evaluate), _timed(seconds, "evaluate"):
        rows = evaluated_rows(config, given.evaluate)
        found = final_evaluation.evaluate(
            evaluator, rows, given.artifacts, config.slice, config.seed
        )
        if config.eval_scores:
            scores_file.write(config.job_dir, given.evaluate, found.rows)
    with _timed(seconds, "export"):
        servo = config.job_dir / "export" / "Servo"
        exported = savedmodel.export(model, given.artifacts, servo, termination)
    report = _report(config, given, found.figures, trained, seconds)
    report = {**report, "identity": dict(identity)}
    job_folder.write_metrics(config.job_dir, report)
    page = run_page(
        config,
        report,
        found.ranked,
        learning_curves.newest(config.job_dir),
        {"train": given.train, "evaluate": given.evaluate},
        given.artifacts.schema,
        evaluator.graph(),
        model,
    )
    job_folder.write_report(config.job_dir, page)
    training.finish()
    print_figures(report)
    return exported


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    seconds[stage] = round(time.monotonic() - start, 3)


def _report(
    config: RunConfig,
    given: Inputs,
    figures: Mapping[str, Any],
    trained: Trained,
    seconds: Mapping[str, float],
) -> Mapping[str, Any]:
    return {
        **figures,
        "epochs": trained.epochs,
        "steps": trained.steps,
        "rows_taken": trained.rows_taken,
        "train_rows": given.train.rows,
        "model": config.model,
        "batch_size": config.batch_size,
        "seed": config.seed,
        # The same seed gives the same weights on the same number of threads.
        "threads": len(os.sched_getaffinity(0)),
        "seconds": dict(seconds),
    }
