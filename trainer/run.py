"""One training run: check, train, evaluate, export, report."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from trainer import job_folder, models, tuner_report
from trainer.config import RunConfig
from trainer.connection import LOST, Connection, lost_workers
from trainer.contract.exports import SERVO
from trainer.curves import learning_curves
from trainer.evaluate import final_evaluation, row_columns, scores_file
from trainer.evaluate.final_evaluation import FinalEvaluation
from trainer.evaluate.ranked_rows import RankedRows
from trainer.evaluation import Evaluator, print_figures
from trainer.exchange import Exchange
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


def run(
    config: RunConfig,
    termination: Termination,
    connection: Connection | None = None,
) -> Path | None:
    """Trains, evaluates and exports one model.

    Args:
      config: of the run.
      termination: asked between the steps.
      connection: to the other workers, where there are some.

    Returns:
      The folder of the export; None of a worker that is not the chief, which has done
      its part when the model is trained.

    Raises:
      SparkyError: with the exit code of what is wrong (FORMAT.md section 9).
    """
    given = open_inputs(config)
    for name in config.slice:
        row_columns.feature(given.artifacts.schema, name)
    is_chief = connection is None or connection.cluster.is_chief
    if is_chief:
        folders = (given.train.directory, given.evaluate.directory)
        job_folder.claim(config.job_dir, [*folders, given.artifacts.directory])
    with lost_workers(connection):
        this = _Run(config, given, termination, connection)
        trained = this.train()
        if not is_chief:
            # If the chief is lost, all begin again where it was.
            connection.meet()
            return None
    exported, report = this.leave(trained)
    if connection:
        # They may be gone: all is done.
        with suppress(*LOST):
            connection.meet()
    print_figures(report)
    return exported


class _Run:
    """A model, and all that it is trained and judged by."""

    def __init__(
        self,
        config: RunConfig,
        given: Inputs,
        termination: Termination,
        connection: Connection | None,
    ):
        self._config, self._given, self._termination = config, given, termination
        self._model = models.build(config, given.train.schema)
        exchange = Exchange(connection) if connection else None
        steps = total_steps(config, given.train)
        compile_model(self._model, config, steps, exchange)
        self._identity = identity_of(config, given.train, given.evaluate)
        self._training = Training(
            config, self._model, given.train, termination, self._identity, connection
        )
        with self._reading():
            batches = evaluate_batches(config, given.evaluate)
        stop = self._training.stopping.stop_if_requested
        self._evaluator = Evaluator(self._model, batches, stop)
        self._connection = connection
        self._seconds: dict[str, float] = {}

    def train(self) -> Trained:
        lost = lost_workers(self._connection)
        with self._reading(), lost, _timed(self._seconds, "train"):
            return self._training.fit(self._evaluator)

    def leave(self, trained: Trained) -> tuple[Path, Mapping[str, Any]]:
        """Evaluates and exports; returns the folder of the export, and all figures."""
        config, given = self._config, self._given
        with self._reading(), _timed(self._seconds, "evaluate"):
            found = self._evaluated()
        tuner_report.add(found.figures["logloss"], trained.steps)
        with _timed(self._seconds, "export"):
            servo = config.job_dir / SERVO
            exported = savedmodel.export(
                self._model, given.artifacts, servo, self._termination
            )
        report = _report(config, given, found.figures, trained, self._seconds)
        report = {**report, "identity": dict(self._identity)}
        job_folder.write_metrics(config.job_dir, report)
        job_folder.write_report(config.job_dir, self._page(report, found.ranked))
        self._training.finish()
        return exported, report

    def _evaluated(self) -> FinalEvaluation:
        config, given = self._config, self._given
        rows = evaluated_rows(config, given.evaluate)
        found = final_evaluation.evaluate(
            self._evaluator, rows, given.artifacts, config.slice, config.seed
        )
        if config.eval_scores:
            scores_file.write(config.job_dir, given.evaluate, found.rows)
        return found

    def _page(self, report: Mapping[str, Any], ranked: RankedRows) -> bytes:
        given = self._given
        return run_page(
            self._config,
            report,
            ranked,
            learning_curves.newest(self._config.job_dir),
            {"train": given.train, "evaluate": given.evaluate},
            given.artifacts.schema,
            self._evaluator.graph(),
            self._model,
        )

    def _reading(self) -> AbstractContextManager[None]:
        return explained(self._given.train, self._given.evaluate)


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
