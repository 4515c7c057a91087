"""A trial that has not ended, and what becomes of it."""

from collections.abc import Mapping

import optuna
from optuna.trial import TrialState

from trainer.tune import trial as trials
from trainer.tune.space import Space, Value
from trainer.tune.trial import EXIT_CODE, MESSAGE, SECONDS, Trial


class RunningTrial:
    """A trial that has not ended.

    Attributes:
      number: of the trial.
      values: of the searched flags; none of the default, which has no flag at all.
      settings: the same, of the default as well.
      config: the run that it is.
    """

    def __init__(
        self,
        study: optuna.Study,
        trial: optuna.Trial,
        values: Mapping[str, Value],
        settings: Mapping[str, Value | None],
        space: Space,
    ):
        """Takes a trial whose values have been drawn."""
        self._study, self._trial = study, trial
        self.number = trial.number
        self.values = values
        self.settings = settings
        self.config = space.config_of(values)
        # What an earlier process has noted; it may not have been judged.
        self._known = len(self._frozen.intermediate_values)
        self._judged = not self._known

    def is_to_be_pruned(self, loglosses: list[float]) -> bool:
        """Notes what the trial has reported; returns whether it is to end here.

        Every epoch is looked at in turn, so that it does not matter how often somebody
        looks. After the last one nothing is pruned: there is nothing to be saved.

        Args:
          loglosses: of the evaluate rows, of all epochs so far.
        """
        if self.config.train_steps is not None:
            return False
        while not self._judged or self._known < len(loglosses):
            if self._judged:
                self._trial.report(loglosses[self._known], self._known + 1)
                self._known += 1
            self._judged = True
            if self._is_worse(loglosses[: self._known]):
                return True
        return False

    def complete(self, logloss: float, seconds: float) -> Trial:
        """Ends it with the lowest logloss of the evaluate rows."""
        self._note(seconds, 0)
        self._study.tell(self._trial, logloss)
        return self._ended()

    def prune(self, seconds: float, exit_code: int | None) -> Trial:
        """Ends it for it is worse than others were at the same epoch."""
        self._note(seconds, exit_code)
        self._study.tell(self._trial, state=TrialState.PRUNED)
        return self._ended()

    def fail(self, seconds: float, exit_code: int, message: str) -> Trial:
        """Ends it for its process has failed.

        To Optuna it is pruned: what it knows as failed it would try again and again.
        """
        self._note(seconds, exit_code)
        self._trial.set_user_attr(MESSAGE, message)
        self._study.tell(self._trial, state=TrialState.PRUNED)
        return self._ended()

    def interrupt(self, seconds: float) -> None:
        """Leaves it for a later process to go on."""
        self._note(seconds, None)

    def _note(self, seconds: float, exit_code: int | None) -> None:
        before = self._frozen.user_attrs.get(SECONDS, 0.0)
        self._trial.set_user_attr(SECONDS, before + seconds)
        self._trial.set_user_attr(EXIT_CODE, exit_code)

    def _ended(self) -> Trial:
        return trials.of_study(self._frozen, self.settings)

    @property
    def _frozen(self) -> optuna.trial.FrozenTrial:
        return self._study.get_trials(deepcopy=False)[self.number]

    def _is_worse(self, loglosses: list[float]) -> bool:
        return not self._is_last(loglosses) and self._trial.should_prune()

    def _is_last(self, loglosses: list[float]) -> bool:
        """Whether the run ends after this epoch, as `callbacks.BestEpoch` says."""
        epochs, best = len(loglosses), loglosses.index(min(loglosses)) + 1
        patience = self.config.early_stopping_patience
        return epochs >= self.config.epochs or epochs - best >= patience
