"""A model that a benchmark trains as a user does, as a process of its own."""

import subprocess
import sys
from pathlib import Path

from deploy.local.run_folder import RunFolder


def train(folder: RunFolder, model: str, seed: int, *flags: str) -> Path:
    """Trains a model on the train and evaluate records of a folder.

    Args:
      folder: has the records; takes the job.
      model: for `--model`.
      seed: of the training.
      *flags: more of the trainer's.

    Returns:
      The folder of the export.

    Raises:
      subprocess.CalledProcessError: the trainer failed, and has said why.
    """
    command = [sys.executable, "-m", "trainer.task", f"--model={model}"]
    command += ["--resume=never"]
    command += [f"--train-dir={folder.records('train')}"]
    command += [f"--eval-dir={folder.records('evaluate')}"]
    command += [f"--job-dir={folder.root / f'job-{seed}'}", f"--seed={seed}", *flags]
    print(f"\n== {model}, seed {seed}", flush=True)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    print(done.stdout)
    return Path(done.stdout.splitlines()[-1])
