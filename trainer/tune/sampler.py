"""Which values a trial has: those of a search that nobody stopped, whatever happens."""

import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from optuna.distributions import BaseDistribution
from optuna.samplers import BaseSampler, TPESampler
from optuna.study import Study
from optuna.trial import FrozenTrial

# That many are drawn at random before the first is drawn by what was found.
RANDOM_TRIALS = 10


class SeededSampler(BaseSampler):
    """TPE (Bergstra et al. 2011), whose draws follow from seed, trial and parameter.

    Optuna's own has one random state for the whole study: a search that goes on in
    another process, or between two parameters of a trial, would draw other values.
    """

    def __init__(self, seed: int, space: Mapping[str, BaseDistribution]):
        """Takes the seed of the search, and what values are drawn from."""
        self._seed = seed
        self._space = dict(space)

    def infer_relative_search_space(
        self, study: Study, trial: FrozenTrial
    ) -> dict[str, BaseDistribution]:
        """Returns the whole space: the default may lie outside, and change nothing."""
        return self._space

    def sample_relative(
        self,
        study: Study,
        trial: FrozenTrial,
        search_space: dict[str, BaseDistribution],
    ) -> dict[str, Any]:
        """Draws all values together, or none among the first trials."""
        return self._of(trial).sample_relative(study, trial, search_space)

    def sample_independent(
        self,
        study: Study,
        trial: FrozenTrial,
        param_name: str,
        param_distribution: BaseDistribution,
    ) -> Any:
        """Draws one value at random."""
        sampler = self._of(trial, param_name)
        return sampler.sample_independent(study, trial, param_name, param_distribution)

    def _of(self, trial: FrozenTrial, name: str = "") -> TPESampler:
        entropy = [self._seed, trial.number, zlib.crc32(name.encode())]
        (seed,) = np.random.SeedSequence(entropy).generate_state(1)
        return TPESampler(seed=int(seed), n_startup_trials=RANDOM_TRIALS)
