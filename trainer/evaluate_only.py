"""`--eval-only`: the best weights of a job on other rows; nothing is trained."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from trainer import (
    checkpoint_state,
    job_folder,
    models,
    preflight,
    resume,
    run_evaluation,
    run_identity,
    variable_files,
)
from trainer.checkpoint_state import SUFFIX
from trainer.checkpoints import FOLDER, model_variables
from trainer.config import RunConfig, flag_of
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.errors import InputError
from trainer.contract.manifest import require_same_artifacts
from trainer.evaluation import Evaluator, print_figures
from trainer.models.click_model import ClickModel
from trainer.record_folder import RecordFolder, open_labelled
from trainer.run_identity import ARTIFACTS, flags_of
from trainer.run_inputs import (
    evaluate_batches,
    explained,
    open_artifacts,
)
from trainer.termination import Termination

# Below the job's folder.
EVALUATED = "eval-only"
# What shapes weights, and no score once they are there.
OF_TRAINING = frozenset(
    {
        "batch_size",
        "epochs",
        "train_steps",
        "eval_steps",
        "early_stopping_patience",
        "table_optimizer",
        "learning_rate",
        "wide_learning_rate",
        "dense_learning_rate",
        "l2",
        "schedule",
        "warmup_steps",
        "positive_weight",
        "precision",
        "seed",
    }
)


def run(config: RunConfig, termination: Termination) -> Path:
    """Evaluates the best weights that the job's last run has saved.

    Args:
      config: of the run; the flags that make the model are those of the training.
      termination: asked between the batches.

    Returns:
      The folder of the figures, `JOB_DIR/eval-only`.

    Raises:
      InputError: there is no checkpoint, no row or no label.
      ContractError: the model, the rows and the artifacts do not belong together, or
        one of them is damaged.
    """
    folder = config.job_dir / FOLDER
    saved = resume.newest(folder)
    if saved is None:
        raise InputError(f"{folder}: expected a checkpoint of a run, received none")
    best = saved.state.progress.best
    name = best.checkpoint if best else saved.name
    evaluate = open_labelled(config.eval_dir)
    preflight.check(evaluate)
    artifacts = _artifacts(config, evaluate, folder / name)
    model = _model(config, artifacts, folder / name)
    job_folder.claim(config.job_dir, [evaluate.directory, artifacts.directory])
    written = config.job_dir / EVALUATED
    written.mkdir(exist_ok=True)
    with explained(evaluate):
        batches = evaluate_batches(config, evaluate)
        evaluator = Evaluator(model, batches, termination.stop_if_requested)
        found = run_evaluation.evaluate(config, evaluator, evaluate, artifacts, written)
    of_what = {"checkpoint": name, "eval_dir": str(config.eval_dir)}
    job_folder.write_metrics(written, {**found.figures, **of_what})
    print_figures(found.figures)
    return written


def _artifacts(
    config: RunConfig, evaluate: RecordFolder, checkpoint: Path
) -> ArtifactsDirectory:
    """Returns the artifacts of the run; those of the rows may have been extended."""
    digest = _identity(checkpoint)[ARTIFACTS]
    reference = replace(evaluate.manifest.artifacts, digest=digest)
    artifacts = open_artifacts(config.artifact_dir, reference, f"of {checkpoint}")
    names = (str(config.eval_dir), str(artifacts.directory))
    made = artifacts.manifest.artifacts
    require_same_artifacts(evaluate.manifest.artifacts, made, *names)
    run_evaluation.require_slices(config, artifacts.schema)
    return artifacts


def _model(
    config: RunConfig, artifacts: ArtifactsDirectory, checkpoint: Path
) -> ClickModel:
    """Returns the model of a checkpoint, with its weights."""
    of_training = set(map(flag_of, OF_TRAINING))
    saved, now = (
        {n: v for n, v in flags.items() if n.startswith("--") and n not in of_training}
        for flags in (_identity(checkpoint), flags_of(config))
    )
    run_identity.require_same(saved, now, checkpoint)
    model = models.build(config, artifacts.schema)
    if not model.built:
        model.build()
    variable_files.restore(str(checkpoint), model_variables(model))
    return model


def _identity(checkpoint: Path) -> Mapping[str, Any]:
    place = checkpoint.with_name(f"{checkpoint.name}{SUFFIX}")
    return checkpoint_state.read(place).identity
