"""The checkpoint that a run goes on from: the newest whole one of an unfinished run."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer import checkpoint_state, run_identity
from trainer.checkpoint_state import FINISHED, SUFFIX, CheckpointState
from trainer.checkpoints import PREFIX
from trainer.contract.errors import ContractError


@dataclass(frozen=True)
class Saved:
    """A whole checkpoint.

    Attributes:
      name: of its files, without what follows the point.
      state: what it says about itself.
    """

    name: str
    state: CheckpointState


def unfinished(directory: Path, identity: Mapping[str, Any]) -> Saved | None:
    """Returns what the job's last run can go on from; None where it must begin anew.

    It says so on stderr: which checkpoint, and which are damaged.

    Args:
      directory: `JOB_DIR/checkpoints`.
      identity: of the run of now.

    Raises:
      ContractError: the checkpoint is of another run; the text names what differs.
    """
    saved = newest(directory)
    if saved is None and any(directory.glob(f"{PREFIX}*")):
        _say(f"{directory}: no whole checkpoint, training from the start")
    if saved is None or saved.state.progress.stage == FINISHED:
        return None
    path = directory / saved.name
    hint = " (--resume never trains anew)"
    run_identity.require_same(saved.state.identity, identity, path, hint)
    _warn_of_another_machine(path, saved.state)
    at = f"epoch {saved.state.progress.epochs + 1}, batch {saved.state.batch}"
    _say(f"{path}: going on after step {saved.state.step} ({at})")
    return saved


def newest(directory: Path) -> Saved | None:
    """Returns the newest whole checkpoint; it says which damaged ones it passes over.

    A checkpoint whose best epoch is damaged counts as damaged, too: a run could go on
    there, but not go back.
    """
    states = _states(directory)
    for name in sorted(states, key=lambda name: states[name].age, reverse=True):
        try:
            _check(directory, states[name])
        except ContractError as error:
            _say(f"{error}: {name} is damaged, looking for the one before it")
        else:
            return Saved(name, states[name])
    return None


def _states(directory: Path) -> dict[str, CheckpointState]:
    states = {}
    for path in sorted(directory.glob(f"{PREFIX}*{SUFFIX}")):
        try:
            states[path.name.removesuffix(SUFFIX)] = checkpoint_state.read(path)
        except ContractError as error:
            _say(f"{error}: looking for another checkpoint")
    return states


def _check(directory: Path, state: CheckpointState) -> None:
    state.check(directory)
    best = state.progress.best
    if best:
        checkpoint_state.read(directory / f"{best.checkpoint}{SUFFIX}").check(directory)


def _warn_of_another_machine(path: Path, state: CheckpointState) -> None:
    other = run_identity.differences(state.machine, run_identity.machine())
    if other:
        what = "the last bits of the weights may differ from those of one machine"
        _say(f"{path}: {'; '.join(other)}: {what}")


def _say(text: str) -> None:
    print(f"trainer.task: {text}", file=sys.stderr, flush=True)
