"""Test support: a `trainer.task` that learns nothing, and reports what a formula says.

The logloss of an epoch is lowest at a learning rate of 0.01, and falls with the epochs.
A batch of 3 rows diverges, one of 4 is no data of ours, one of 5 takes its time.
"""

import math
import sys
import time

from trainer import config, tuner_report
from trainer.config import RunConfig
from trainer.contract import publish
from trainer.contract.errors import ContractError, DivergedError, exit_with
from trainer.termination import Termination

TASK = (sys.executable, "-m", "trainer.tune.pretended_task")
# A search of such trials, as a process.
SEARCH = """
import sys
from trainer.contract.errors import exit_with
from trainer.tune.__main__ import main
from trainer.tune.pretended_task import TASK
sys.exit(exit_with("trainer.tune", lambda: main(sys.argv[1:], TASK)))
"""


def logloss(learning_rate: float, epoch: int) -> float:
    """Returns what a run reports after an epoch, from 1."""
    return 0.5 + abs(math.log10(learning_rate) + 2) / 10 + 0.01 / epoch


def main() -> None:
    """Goes on after the epochs that an earlier process has had."""
    run, termination = config.parse(sys.argv[1:]), Termination()
    termination.listen()
    publish.claim(run.job_dir, "export", [])
    _fail(run)
    (run.job_dir / "checkpoints").mkdir(exist_ok=True)
    saved = run.job_dir / "checkpoints" / "epochs"
    begun = int(saved.read_text()) if saved.exists() else 0
    for epoch in range(begun + 1, (1 if run.train_steps else run.epochs) + 1):
        if run.batch_size == 5:
            time.sleep(0.2)
        termination.stop_if_requested()
        tuner_report.add(logloss(run.learning_rate, epoch), 10 * epoch)
        publish.replace(saved, str(epoch).encode())
    tuner_report.add(logloss(run.learning_rate, epoch), 10 * epoch)


def _fail(run: RunConfig) -> None:
    if run.batch_size == 3:
        raise DivergedError("step 1: expected a finite loss, received nan")
    if run.batch_size == 4:
        raise ContractError(f"{run.job_dir}: expected other data")


if __name__ == "__main__":
    sys.exit(exit_with("trainer.task", main))
