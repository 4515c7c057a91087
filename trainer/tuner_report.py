"""What a task tells a hyperparameter tuner: its evaluate logloss, in a file.

The file is that of cloudml-hypertune 0.1.0.dev6 (`HyperTune`), which the tuners of AI
Platform and Vertex read: a line of JSON for each figure, every value of it a string but
the time.
"""

import json
import os
import time
from pathlib import Path

FILE = "CLOUD_ML_HP_METRIC_FILE"
TRIAL = "CLOUD_ML_TRIAL_ID"
# Where a tuner looks that names no file.
DEFAULT_FILE = "/tmp/hypertune/output.metrics"
# The metric, as a tuner's configuration calls it; lower is better.
EVALUATE_LOGLOSS = "evaluate_logloss"
STEP = "global_step"


def add(logloss: float, step: int) -> None:
    """Adds a line to the file of the tuner; does nothing where there is no tuner.

    There is one where the environment has `CLOUD_ML_HP_METRIC_FILE` or
    `CLOUD_ML_TRIAL_ID`.

    Args:
      logloss: of the evaluate rows.
      step: how many steps have made the weights.
    """
    if FILE not in os.environ and TRIAL not in os.environ:
        return
    path = Path(os.environ.get(FILE, DEFAULT_FILE))
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "timestamp": time.time(),
        "trial": os.environ.get(TRIAL, "0"),
        EVALUATE_LOGLOSS: str(float(logloss)),
        STEP: str(step),
        # The library's; a tuner may name a checkpoint to begin with.
        "checkpoint_path": "",
    }
    # In one write: a reader sees the line when it is whole.
    with open(path, "ab", buffering=0) as file:
        file.write(json.dumps(document, sort_keys=True).encode() + b"\n")
