"""What the flags of a run ask to be found out about its model."""

from pathlib import Path

from trainer.config import RunConfig
from trainer.contract.artifacts import ArtifactsDirectory
from trainer.contract.schema import Schema
from trainer.evaluate import final_evaluation, row_columns, scores_file
from trainer.evaluate.final_evaluation import FinalEvaluation
from trainer.evaluation import Evaluator
from trainer.record_folder import RecordFolder
from trainer.run_inputs import evaluated_rows


def require_slices(config: RunConfig, schema: Schema) -> None:
    """Refuses what there is nothing to find out of, before anything is trained.

    Raises:
      UsageError: `--slice` names no feature of the schema.
    """
    for name in config.slice:
        row_columns.feature(schema, name)


def evaluate(
    config: RunConfig,
    evaluator: Evaluator,
    folder: RecordFolder,
    artifacts: ArtifactsDirectory,
    directory: Path,
) -> FinalEvaluation:
    """Evaluates a model as it is now; leaves the scores of the rows, if asked to.

    Args:
      config: of the run.
      evaluator: of the evaluate rows.
      folder: these rows.
      artifacts: those that encoded them.
      directory: where the scores are left.
    """
    rows = evaluated_rows(config, folder)
    found = final_evaluation.evaluate(
        evaluator, rows, artifacts, config.slice, config.seed
    )
    if config.eval_scores:
        scores_file.write(directory, folder, found.rows)
    return found
