"""One trial of a search, as the study has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optuna.trial import FrozenTrial, TrialState

from trainer.tune.space import Value

COMPLETE, PRUNED, FAILED, RUNNING = "complete", "pruned", "failed", "running"
# The default settings, which lie in the space or not.
DEFAULT = 0
# What a study keeps of a trial beside its values.
SECONDS, EXIT_CODE, MESSAGE = "seconds", "exit_code", "message"


@dataclass(frozen=True)
class Trial:
    """A trial.

    Attributes:
      number: from 0; the first has the default settings.
      state: `complete`, `pruned`, `failed` or `running`.
      settings: the values of the searched flags.
      logloss: the lowest of the evaluate rows; None of a trial without.
      epochs: the evaluate logloss after each, as far as it was looked at.
      seconds: of its processes, as far as they are known.
      exit_code: of its process; None where it has not ended.
      message: why it has failed.
    """

    number: int
    state: str
    settings: Mapping[str, Value | None]
    logloss: float | None
    epochs: tuple[float, ...]
    seconds: float
    exit_code: int | None
    message: str | None

    def document(self) -> dict[str, Any]:
        """Returns the trial as it stands in `tune.json`."""
        return {
            "number": self.number,
            "state": self.state,
            "settings": dict(self.settings),
            "logloss": self.logloss,
            "epochs": list(self.epochs),
            "seconds": round(self.seconds, 3),
            "exit_code": self.exit_code,
            "message": self.message,
        }


def of_study(trial: FrozenTrial, settings: Mapping[str, Value | None]) -> Trial:
    """Returns a trial of Optuna's, which has these settings."""
    state = _state(trial)
    steps = sorted(trial.intermediate_values)
    epochs = tuple(trial.intermediate_values[step] for step in steps)
    of_pruned = min(epochs, default=None)
    return Trial(
        trial.number,
        state,
        settings,
        trial.value if state == COMPLETE else of_pruned if state == PRUNED else None,
        epochs,
        trial.user_attrs.get(SECONDS, 0.0),
        trial.user_attrs.get(EXIT_CODE),
        trial.user_attrs.get(MESSAGE),
    )


def _state(trial: FrozenTrial) -> str:
    if not trial.state.is_finished():
        return RUNNING
    if MESSAGE in trial.user_attrs:
        return FAILED
    return COMPLETE if trial.state == TrialState.COMPLETE else PRUNED


def best(trials: list[Trial]) -> Trial | None:
    """Returns the complete trial with the lowest logloss; of equals the first."""
    complete = [trial for trial in trials if trial.state == COMPLETE]
    return min(complete, key=lambda trial: trial.logloss, default=None)
