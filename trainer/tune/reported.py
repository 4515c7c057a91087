"""What a trial has reported, from the file of a cloud's tuner."""

import json
import math
from pathlib import Path

from trainer.contract import json_file
from trainer.contract.errors import ContractError
from trainer.tuner_report import EVALUATE_LOGLOSS, STEP


def loglosses(path: Path) -> list[float]:
    """Returns the evaluate logloss of each epoch so far, and of a run without any.

    A line that is not whole yet is left for later. A step that is reported again, by a
    run that was killed and has gone on, or by the final evaluation of the best epoch,
    counts once.

    Args:
      path: the file; it need not be there yet.

    Raises:
      ContractError: a line is not one of `tuner_report`; the text names file and line.
    """
    if not path.exists():
        return []
    *lines, _ = path.read_bytes().split(b"\n")
    found: dict[int, float] = {}
    for number, line in enumerate(lines, start=1):
        with json_file.reading(f"{path}:{number}"):
            step, logloss = _parsed(line)
        found.setdefault(step, logloss)
    return list(found.values())


def _parsed(line: bytes) -> tuple[int, float]:
    document = json.loads(line)
    try:
        step, logloss = int(document[STEP]), float(document[EVALUATE_LOGLOSS])
    except (KeyError, TypeError, ValueError):
        step, logloss = -1, math.nan
    if step < 0 or not math.isfinite(logloss):
        expected = f"{STEP} and a finite {EVALUATE_LOGLOSS}"
        raise ContractError(f"expected {expected}, received {line.decode()}")
    return step, logloss
