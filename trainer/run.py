"""One training run: check, train, evaluate, export, report."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tensorflow as tf

from trainer import inputs, job_folder, models, preflight, record_check
from trainer.config import RunConfig
from trainer.contract import artifacts as artifact_folders
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.errors import ContractError
from trainer.contract.manifest import require_same_artifacts
from trainer.evaluate import final_evaluation, row_columns, scores_file
from trainer.evaluation import Evaluator
from trainer.export import savedmodel
from trainer.record_folder import RecordFolder, open_labelled
from trainer.row_cache import source_of
from trainer.run_identity import identity_of
from trainer.termination import Termination
from trainer.training import Trained, Training, compile_model, total_steps


@dataclass(frozen=True)
class Inputs:
    """Everything that a run reads, checked: one schema, one set of artifacts."""

    train: RecordFolder
    evaluate: RecordFolder
    artifacts: ArtifactsDirectory


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
    with _explained(given):
        batches = _evaluate_batches(config, given.evaluate)
    evaluator = Evaluator(model, batches, training.stopping.stop_if_requested)
    seconds: dict[str, float] = {}
    with _explained(given), _timed(seconds, "train"):
        trained = training.fit(evaluator)
    with _explained(given), _timed(seconds, "evaluate"):
        found = final_evaluation.evaluate(
            evaluator, given.artifacts, config.slice, config.seed
        )
        if config.eval_scores:
            scores_file.write(config.job_dir, given.evaluate, found.rows)
    with _timed(seconds, "export"):
        servo = config.job_dir / "export" / "Servo"
        exported = savedmodel.export(model, given.artifacts, servo, termination)
    report = _report(config, given, found.figures, trained, seconds)
    job_folder.write_metrics(config.job_dir, report)
    training.finish()
    _print(report)
    return exported


def open_inputs(config: RunConfig) -> Inputs:
    """Opens and checks the folders of a run, with every file of records.

    Raises:
      ContractError: a folder is damaged, or the folders do not belong together;
        the text names both digests.
      InputError: there is no row, or no label.
    """
    train, evaluate = open_labelled(config.train_dir), open_labelled(config.eval_dir)
    require_same_artifacts(
        evaluate.manifest.artifacts,
        train.manifest.artifacts,
        str(config.eval_dir),
        str(config.train_dir),
    )
    artifacts = _open_artifacts(config, train)
    # Last, as it reads every file.
    preflight.check(train)
    preflight.check(evaluate)
    return Inputs(train, evaluate, artifacts)


def _open_artifacts(config: RunConfig, train: RecordFolder) -> ArtifactsDirectory:
    reference = train.manifest.artifacts
    directory = config.artifact_dir or Path(reference.path.removeprefix("file:"))
    try:
        artifacts = artifact_folders.load(directory)
    except ContractError as error:
        hint = "" if config.artifact_dir else " (--artifact-dir says where they are)"
        raise ContractError(f"{error}{hint}") from None
    received = artifacts.manifest.artifacts.digest
    if received != reference.digest:
        raise ContractError(
            f"{directory}: expected the artifacts that encoded {train.directory} "
            f"({reference.digest}), received others ({received})"
        )
    return artifacts


def _evaluate_batches(config: RunConfig, folder: RecordFolder) -> tf.data.Dataset:
    source = source_of(folder, config.cache)
    batches = inputs.evaluate_batches(folder, config.batch_size, source)
    return batches.take(config.eval_steps) if config.eval_steps else batches


@contextmanager
def _explained(given: Inputs) -> Iterator[None]:
    try:
        yield
    except (tf.errors.OpError, UnicodeDecodeError):
        # TensorFlow does not say which record, and may quote bytes of it that are no
        # text: read them again, one by one.
        record_check.check(given.train)
        record_check.check(given.evaluate)
        raise


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


def _print(report: Mapping[str, Any]) -> None:
    if report["auc"] is None:
        rows = f"all {report['rows']} evaluate rows have one class"
        print(f"auc null: {rows}, there is nothing to rank")
    names = (
        *("auc", "pr_auc", "logloss", "base_logloss", "normalized_entropy"),
        *("calibration", "expected_calibration_error"),
    )
    shown = (f"{name} {report[name]:.5f}" for name in names if report[name] is not None)
    print(", ".join(shown), f"over {report['rows']} rows")
