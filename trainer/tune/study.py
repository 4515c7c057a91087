"""The study of a search: what was tried, kept by Optuna in a file that outlives us."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import optuna
from optuna.distributions import (
    BaseDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.exceptions import OptunaError
from optuna.pruners import MedianPruner
from optuna.storages import RDBStorage
from optuna.trial import TrialState
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError

from trainer import run_identity
from trainer.config import RunConfig
from trainer.contract import publish
from trainer.contract.errors import ContractError
from trainer.tune import trial as trials
from trainer.tune.running_trial import RunningTrial
from trainer.tune.sampler import SeededSampler
from trainer.tune.space import Space, Value
from trainer.tune.trial import DEFAULT, Trial

_NAME = "search"
_IDENTITY = "identity"
# Complete ones, before the first is held against their median.
_TRIALS_BEFORE_PRUNING = 5


class Study:
    """All trials of a search; every change is on disk when a call returns."""

    def __init__(
        self, path: Path, space: Space, seed: int, identity: Mapping[str, Any]
    ):
        """Opens the study, or makes it.

        Args:
          path: SQLite's file: its transactions outlive a `kill -9`, and need no server.
          space: what is searched.
          seed: of the draws.
          identity: what the results follow from.

        Raises:
          ContractError: the study is of another search; the text names what differs.
        """
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._space = space
        if not path.exists():
            _make(path, identity)
        try:
            self._study = optuna.load_study(
                study_name=_NAME,
                storage=RDBStorage(_url(path)),
                sampler=SeededSampler(seed, space.distributions),
                pruner=MedianPruner(n_startup_trials=_TRIALS_BEFORE_PRUNING),
            )
            saved = self._study.user_attrs[_IDENTITY]
        except (KeyError, OptunaError, SQLAlchemyError) as error:
            expected = f"{path}: expected the study of a search"
            raise ContractError(f"{expected}, received {error}") from None
        hint = " (another search takes another folder)"
        run_identity.require_same(saved, identity, path, hint)

    @property
    def trials(self) -> list[Trial]:
        """All that have begun, by their numbers."""
        return [
            trials.of_study(each, self._settings(each.number, each.params))
            for each in self._study.get_trials(deepcopy=False)
            if each.state != TrialState.WAITING
        ]

    def unfinished(self) -> list[RunningTrial]:
        """Returns those that an earlier process has left."""
        left = self._study.get_trials(deepcopy=False, states=(TrialState.RUNNING,))
        # Optuna has no other name for it.
        return [self._running(optuna.Trial(self._study, t._trial_id)) for t in left]

    def begin(self) -> RunningTrial:
        """Begins the next trial: the first is the default, others are drawn."""
        if not self._study.get_trials(deepcopy=False):
            self._study.enqueue_trial(self._space.default_values)
        return self._running(self._study.ask())

    def importance(self) -> dict[str, float]:
        """Returns how much of a good result is due to each flag, the most first.

        By PED-ANOVA (Watanabe et al. 2023); the shares add up to 1. Nothing where too
        few trials are complete.
        """
        names = set(self._space.document)
        states = (TrialState.COMPLETE,)
        complete = self._study.get_trials(deepcopy=False, states=states)
        # A default that lies outside the space is not of it.
        inside = [trial for trial in complete if names <= set(trial.params)]
        if len(inside) < 2:
            return {}
        study = optuna.create_study(direction="minimize")
        study.add_trials(inside)
        return optuna.importance.get_param_importances(study)

    def _running(self, trial: optuna.Trial) -> RunningTrial:
        values = {
            name: _suggested(trial, name, distribution)
            for name, distribution in self._space.distributions.items()
            if trial.number != DEFAULT or name in self._space.default_values
        }
        given = {} if trial.number == DEFAULT else values
        settings = self._settings(trial.number, values)
        return RunningTrial(self._study, trial, given, settings, self._space)

    def _settings(
        self, number: int, values: Mapping[str, Value]
    ) -> dict[str, Value | None]:
        """Returns the value of each flag, also of a default outside the space."""
        default = self._space.default
        return {
            name: values.get(name, _value_of(default, name))
            if number == DEFAULT
            else values.get(name)
            for name in self._space.document
        }


def _make(path: Path, identity: Mapping[str, Any]) -> None:
    """Makes a study beside its place: its tables are not made in one transaction."""
    new = path.with_name(f"{path.name}.new")
    for left in (new, new.with_name(f"{new.name}-journal")):
        left.unlink(missing_ok=True)
    storage = RDBStorage(_url(new))
    study = optuna.create_study(storage=storage, study_name=_NAME, direction="minimize")
    study.set_user_attr(_IDENTITY, dict(identity))
    storage.remove_session()
    storage.engine.dispose()
    os.replace(new, path)
    publish.sync(path.parent)


def _url(path: Path) -> str:
    return URL.create("sqlite", database=str(path)).render_as_string()


def _suggested(trial: optuna.Trial, name: str, distribution: BaseDistribution) -> Value:
    if isinstance(distribution, FloatDistribution):
        low, high = distribution.low, distribution.high
        return trial.suggest_float(name, low, high, log=distribution.log)
    if isinstance(distribution, IntDistribution):
        return trial.suggest_int(name, distribution.low, distribution.high)
    return trial.suggest_categorical(name, distribution.choices)


def _value_of(config: RunConfig, name: str) -> Value | None:
    value = getattr(config, name.replace("-", "_"))
    return ",".join(map(str, value)) if isinstance(value, tuple) else value
