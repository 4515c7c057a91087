"""What a search has found, as `tune.json` has it."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.contract.schema_validation import FORMAT_VERSION
from trainer.tune.space import Space, flags_of
from trainer.tune.study import Study
from trainer.tune.trial import COMPLETE, DEFAULT, FAILED, PRUNED, RUNNING, Trial, best
from trainer.tuner_report import EVALUATE_LOGLOSS

STATES = (COMPLETE, PRUNED, FAILED, RUNNING)


@dataclass(frozen=True)
class Results:
    """What a study has found, as it stands when it is asked.

    Attributes:
      directory: `TUNE_DIR`.
      space: what is searched.
      seed: of the draws.
      study: of the search.
    """

    directory: Path
    space: Space
    seed: int
    study: Study

    @property
    def trials(self) -> list[Trial]:
        """All trials, by number."""
        return self.study.trials

    @property
    def importance(self) -> Mapping[str, float]:
        """Of the searched flags, the most first."""
        return self.study.importance()

    @property
    def best(self) -> Trial | None:
        """The trial with the lowest logloss."""
        return best(self.trials)

    @property
    def default(self) -> Trial | None:
        """The trial of the default settings, where it is complete."""
        complete = [t for t in self.trials if t.state == COMPLETE]
        return next((t for t in complete if t.number == DEFAULT), None)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many trials are in which state."""
        states = [trial.state for trial in self.trials]
        return {state: states.count(state) for state in STATES}

    @property
    def command(self) -> str | None:
        """The command line that trains the best anew."""
        if self.best is None:
            return None
        values = {} if self.best.number == DEFAULT else self.best.settings
        job = f"--job-dir={self.directory / 'best'}"
        flags = [job, *self.space.flags, *flags_of(values)]
        return shlex.join(["python", "-m", "trainer.task", *flags])

    def document(self) -> dict[str, Any]:
        """Returns `tune.json`."""
        best, default = self.best, self.default
        return {
            "format_version": FORMAT_VERSION,
            "metric": EVALUATE_LOGLOSS,
            "space": dict(self.space.document),
            "flags": list(self.space.flags),
            "seed": self.seed,
            "counts": dict(self.counts),
            "default": default and default.document(),
            "best": best and {**best.document(), "command": self.command},
            "importance": dict(self.importance),
            "trials": [trial.document() for trial in self.trials],
        }
