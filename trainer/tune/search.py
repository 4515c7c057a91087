"""The search: processes of trials, begun, looked at and ended as the study says."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from trainer.contract.errors import (
    ContractError,
    ForeignOutputError,
    InputError,
    SparkyError,
    UsageError,
)
from trainer.launch import cores_of
from trainer.termination import TerminatedError, Termination
from trainer.tune import reported
from trainer.tune.folder import SearchFolder
from trainer.tune.running_trial import RunningTrial
from trainer.tune.space import Space, flags_of
from trainer.tune.study import Study
from trainer.tune.trial import DEFAULT, FAILED, RUNNING, Trial, best
from trainer.tune.trial_process import TASK, TrialProcess

# That are not of a trial's values: after so many alike, the others will have them too.
ERRORS: Mapping[int, type[SparkyError]] = {
    error.exit_code: error
    for error in (UsageError, InputError, ContractError, ForeignOutputError)
}
FAILURES_ALIKE = 3
_SECONDS_BETWEEN_LOOKS = 0.1


@dataclass
class _Active:
    trial: RunningTrial
    process: TrialProcess
    place: int
    pruned: bool = False


class Search:
    """Runs trials until there are as many as there are to be."""

    def __init__(
        self,
        folder: SearchFolder,
        study: Study,
        space: Space,
        parallel: int,
        watch: Callable[[Trial], None],
        task: Sequence[str] = TASK,
    ):
        """Takes what is searched, and where.

        Args:
          folder: of the search.
          study: of the folder.
          space: of the study.
          parallel: so many processes at a time, each with a share of the cores.
          watch: called with every trial that has ended.
          task: the command of a trial before its flags.
        """
        self._folder, self._study, self._space = folder, study, space
        self._cores = cores_of(parallel)
        self._watch, self._task = watch, task
        self._active: list[_Active] = []
        self._left: list[RunningTrial] = []

    def run(self, trials: int, termination: Termination) -> None:
        """Goes on where an earlier process was stopped, until all trials have ended.

        Args:
          trials: how many there are to be, those of before included.
          termination: asked between two looks.

        Raises:
          SparkyError: the first trials, or all, have failed in one way that is not
            that of their values.
          TerminatedError: after a SIGTERM; the trials have saved.
        """
        self._left = self._study.unfinished()
        while True:
            while len(self._active) < len(self._cores):
                if not self._left and len(self._study.trials) >= trials:
                    break
                self._start(self._left.pop(0) if self._left else self._study.begin())
            if not self._active:
                return
            time.sleep(_SECONDS_BETWEEN_LOOKS)
            self._stop_if_requested(termination)
            for active in list(self._active):
                self._look(active)

    def stop(self) -> None:
        """Ends all processes; who has not come to its end is left to a later search."""
        while self._active:
            for active in list(self._active):
                active.process.stop()
                code = active.process.exit_code
                if code is not None:
                    self._end(active, code)
            time.sleep(_SECONDS_BETWEEN_LOOKS)

    def _start(self, trial: RunningTrial) -> None:
        places = {active.place for active in self._active}
        place = next(n for n in range(len(self._cores)) if n not in places)
        flags = [*self._space.flags, *flags_of(trial.values)]
        process = TrialProcess(
            self._folder, trial.number, flags, self._cores[place], self._task
        )
        self._active.append(_Active(trial, process, place))

    def _look(self, active: _Active) -> None:
        # Before its file: what has ended has reported all.
        code = active.process.exit_code
        if not active.pruned:
            active.pruned = active.trial.is_to_be_pruned(self._reported(active))
        if code is not None:
            self._end(active, code)
            self._refuse_what_is_not_of_a_trial()
        elif active.pruned:
            active.process.stop()

    def _end(self, active: _Active, code: int) -> None:
        self._active.remove(active)
        trial, seconds = active.trial, active.process.seconds
        found = self._reported(active)
        if active.pruned:
            ended = trial.prune(seconds, code)
        elif code == TerminatedError.exit_code:
            # Nothing is wrong with it: it goes on, now or in a later search.
            trial.interrupt(seconds)
            self._left.append(trial)
            return
        elif code == 0 and found:
            ended = trial.complete(min(found), seconds)
        else:
            message = active.process.last_line() if code else "reported no figure"
            ended = trial.fail(seconds, code, message)
        self._forget_checkpoints()
        self._watch(ended)

    def _reported(self, active: _Active) -> list[float]:
        return reported.loglosses(self._folder.beside(active.trial.number, "metrics"))

    def _forget_checkpoints(self) -> None:
        """Keeps those of the default and of the best, which others may evaluate."""
        trials = self._study.trials
        found = best(trials)
        kept = {DEFAULT, found.number if found else DEFAULT}
        for trial in trials:
            if trial.state != RUNNING and trial.number not in kept:
                self._folder.forget_checkpoints(trial.number)

    def _refuse_what_is_not_of_a_trial(self) -> None:
        ended = [trial for trial in self._study.trials if trial.state != RUNNING]
        kinds = {(trial.state, *self._failure(trial)) for trial in ended}
        if len(ended) < FAILURES_ALIKE or len(kinds) > 1:
            return
        ((state, code, message),) = kinds
        if state == FAILED and code in ERRORS:
            self.stop()
            alike = f"the first {len(ended)} trials have failed alike (exit {code})"
            raise ERRORS[code](f"{alike}: {message}")

    def _failure(self, trial: Trial) -> tuple[int | None, str | None]:
        folder = str(self._folder.job(trial.number))
        return trial.exit_code, trial.message and trial.message.replace(folder, "…")

    def _stop_if_requested(self, termination: Termination) -> None:
        try:
            termination.stop_if_requested()
        except TerminatedError as error:
            self.stop()
            hint = "the same command line goes on"
            raise TerminatedError(f"{error}; {hint}") from None
