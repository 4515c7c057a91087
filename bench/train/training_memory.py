"""`python -m bench.train.training_memory FOLDER JOB`: a training of a whole vocabulary.

FOLDER has train records. The process trains on them for an epoch, evaluates, saves, and
goes back to what it saved, all as a run does; it makes no export. It prints the bytes
of its tables and slots, and the most that it had resident.
"""

import argparse
import json
import os
from pathlib import Path

from bench.prepare.memory_tree import own_peak
from trainer import compilation, config, inputs, models, training
from trainer.checkpoint_state import Progress
from trainer.checkpoints import Checkpoints
from trainer.evaluation import Evaluator
from trainer.models.click_model import ClickModel
from trainer.record_folder import open_labelled
from trainer.termination import Termination
from trainer.workers.team import Alone

BATCH = 8_192


def main() -> None:
    """Trains and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("job", type=Path)
    given = parser.parse_args()
    folders = [f"--train-dir={given.folder}", f"--eval-dir={given.folder}"]
    length = ["--epochs=1", f"--batch-size={BATCH}"]
    parsed = config.parse([f"--job-dir={given.job}", *folders, *length])
    rows, team = open_labelled(given.folder), Alone()
    model = models.build(parsed, rows.schema)
    compilation.compile_model(model, parsed)
    run = training.Training(parsed, model, rows, Termination(), {}, team)
    batches = inputs.evaluate_batches(rows, BATCH)
    evaluator = Evaluator(model, batches, run.stopping.stop_if_requested)
    run.fit(evaluator)
    checkpoints = Checkpoints(given.job / "again", model, Progress(), {}, 1, team)
    checkpoints.save()
    checkpoints.restore(checkpoints.name)
    peak = own_peak(os.getpid())
    print(json.dumps({"variables": variable_bytes(model), "peak": peak}))


def variable_bytes(model: ClickModel) -> int:
    """Returns the bytes of the model's variables and of its optimizer's."""
    variables = [*model.weights, *model.optimizer.all_variables]
    return sum(v.value.dtype.size * v.value.shape.num_elements() for v in variables)


if __name__ == "__main__":
    main()
