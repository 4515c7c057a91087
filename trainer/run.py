"""One training run: check, train, evaluate, export, report."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from trainer import job_folder, models, run_evaluation, tuner_report
from trainer.compilation import compile_model, total_steps
from trainer.config import RunConfig
from trainer.contract.errors import LostWorkerError
from trainer.contract.exports import SERVO
from trainer.curves import learning_curves
from trainer.evaluate.ranked_rows import RankedRows
from trainer.evaluation import Evaluator, print_figures
from trainer.export import savedmodel
from trainer.models.click_model import ClickModel
from trainer.report.run_report import run_page
from trainer.run_identity import identity_of
from trainer.run_inputs import (
    Inputs,
    evaluate_batches,
    explained,
    open_inputs,
)
from trainer.termination import Termination
from trainer.training import Trained, Training
from trainer.warm_start.start import WarmStart
from trainer.workers.team import Alone


def run(
    config: RunConfig, termination: Termination, team: Alone | None = None
) -> Path | None:
    """Trains, evaluates and exports one model.

    Args:
      config: of the run.
      termination: asked between the steps.
      team: of the processes of the run; by default it is this one.

    Returns:
      The folder of the export; None of a worker that is not the chief, which has done
      its part when the model is trained.

    Raises:
      SparkyError: with the exit code of what is wrong (FORMAT.md section 9).
    """
    team = team or Alone()
    given = open_inputs(config)
    run_evaluation.require_slices(config, given.artifacts.schema)
    if team.is_chief:
        folders = (given.train.directory, given.evaluate.directory)
        earlier = [config.warm_start] if config.warm_start else []
        read = [*folders, given.artifacts.directory, *earlier]
        job_folder.claim(config.job_dir, read)
    with team.lost():
        this = _Run(config, given, termination, team)
    trained = this.train()
    if not team.is_chief:
        # If the chief is lost, all begin again where it was.
        team.meet()
        return None
    exported, report = this.leave(trained)
    # They may be gone: all is done.
    with suppress(LostWorkerError):
        team.meet()
    print_figures(report)
    return exported


class _Run:
    """A model, and all that it is trained and judged by."""

    def __init__(
        self,
        config: RunConfig,
        given: Inputs,
        termination: Termination,
        team: Alone,
    ):
        self._config, self._given, self._termination = config, given, termination
        self._team = team
        self._model = self._compiled()
        team.take(self._model, self._compiled)
        start = _warm_start(config, given)
        self._identity = {
            **identity_of(config, given.train, given.evaluate),
            **(start.identity if start else {}),
        }
        self._training = Training(
            config, self._model, given.train, termination, self._identity, team, start
        )
        with self._reading():
            batches = evaluate_batches(config, given.evaluate)
        stop = self._training.stopping.stop_if_requested
        self._evaluator = Evaluator(self._model, batches, stop)
        self._seconds: dict[str, float] = {}

    def train(self) -> Trained:
        # A lost worker is no damaged record, for which all would be read again.
        lost = self._team.lost()
        with self._reading(), lost, _timed(self._seconds, "train"):
            return self._training.fit(self._evaluator)

    def leave(self, trained: Trained) -> tuple[Path, Mapping[str, Any]]:
        """Evaluates and exports; returns the folder of the export, and all figures."""
        config, given = self._config, self._given
        with self._reading(), _timed(self._seconds, "evaluate"):
            found = run_evaluation.evaluate(
                config, self._evaluator, given.evaluate, given.artifacts, config.job_dir
            )
        tuner_report.add(found.figures["logloss"], trained.steps)
        with _timed(self._seconds, "export"):
            servo = config.job_dir / SERVO
            exported = savedmodel.export(
                self._model, given.artifacts, servo, self._termination
            )
        report = {
            **_report(config, given, found.figures, trained, self._seconds),
            "identity": dict(self._identity),
        }
        if self._training.warm_start:
            report["warm_start"] = self._training.warm_start
        job_folder.write_metrics(config.job_dir, report)
        job_folder.write_report(config.job_dir, self._page(report, found.ranked))
        self._training.finish()
        return exported, report

    def _compiled(self) -> ClickModel:
        model = models.build(self._config, self._given.train.schema)
        steps = total_steps(self._config, self._given.train)
        compile_model(model, self._config, steps, self._team.exchange)
        return model

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


def _warm_start(config: RunConfig, given: Inputs) -> WarmStart | None:
    earlier = config.warm_start
    return WarmStart(earlier, config, given.artifacts) if earlier else None


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
