"""The search-space file: which flags of the trainer a search varies, and how far."""

import json
import math
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from trainer import config
from trainer.config import UNTIL_STOPPED, RunConfig
from trainer.contract import json_file
from trainer.contract.errors import ContractError, UsageError
from trainer.contract.expectations import expect, expect_known
from trainer.run_identity import WITHOUT_EFFECT

LOG, REAL, INTEGER, CHOICE = KINDS = ("log", "real", "integer", "choice")
# All trials are judged by the same rows.
_FIXED = WITHOUT_EFFECT | {"eval_steps"}
FLAGS = tuple(
    field.name.replace("_", "-")
    for field in fields(RunConfig)
    if field.name not in _FIXED
)

Value = str | int | float


@dataclass(frozen=True)
class Space:
    """What a search varies.

    Attributes:
      document: the file: by the name of a flag, without `--`, its range.
      flags: of all trials besides.
      default: the run of these flags alone.
    """

    document: Mapping[str, Mapping[str, Sequence[Value]]]
    flags: tuple[str, ...]
    default: RunConfig

    @property
    def distributions(self) -> dict[str, BaseDistribution]:
        """What values are drawn from."""
        return {name: _distribution(given) for name, given in self.document.items()}

    @property
    def default_values(self) -> dict[str, Value]:
        """The default settings, as far as they lie in the space."""
        found = {name: self._default_of(name) for name in self.document}
        return {name: value for name, value in found.items() if value is not None}

    def config_of(self, values: Mapping[str, Value]) -> RunConfig:
        """Returns the run of some values; without any, the default.

        Raises:
          UsageError: they are no command line together.
        """
        return _parsed([*self.flags, *flags_of(values)])

    def _default_of(self, name: str) -> Value | None:
        (kind, given), *_ = self.document[name].items()
        if kind == CHOICE:
            same = (v for v in given if self.config_of({name: v}) == self.default)
            return next(same, None)
        value = getattr(self.default, name.replace("-", "_"))
        inside = isinstance(value, int | float) and given[0] <= value <= given[1]
        return value if inside else None


def flags_of(values: Mapping[str, Value]) -> list[str]:
    """Returns `--NAME=VALUE` of each value."""
    return [f"--{name}={_text(value)}" for name, value in values.items()]


def load(path: Path, flags: Sequence[str]) -> Space:
    """Reads and checks a search-space file.

    Args:
      path: the file: `{"NAME": {KIND: […]}, …}`; `log`, `real` and `integer` have the
        least and the largest value, `choice` all values.
      flags: of the trainer, that all trials have; each has a `--job-dir` of its own.

    Raises:
      ContractError: `FILE: NAME.KIND: expected …, received …`.
      UsageError: a flag is not known, or is in the file, too.
    """
    default = _parsed(flags)
    if default.eval_only or default.train_steps == UNTIL_STOPPED:
        received = "--eval-only" if default.eval_only else "--train-steps -1"
        raise UsageError(f"expected a training that ends, received {received}")
    with json_file.reading(path, "a search space"):
        document = json_file.parse(path.read_bytes())
        _check(document)
        space = Space(document, tuple(flags), default)
        _refuse(flags, document, "expected it there alone")
        for name in document:
            _check_values(space, name)
    return space


def _check(document: Any) -> None:
    expect(isinstance(document, dict), "space", "an object", document)
    expect(bool(document), "space", "at least one flag", document)
    expect_known(document, "space", FLAGS)
    for name, given in document.items():
        one = isinstance(given, dict) and len(given) == 1
        expect(one, name, f"an object of one field: {', '.join(KINDS)}", given)
        expect_known(given, name, KINDS)
        ((kind, values),) = given.items()
        rule, expected = _RULES[kind]
        good = isinstance(values, list) and rule(values)
        expect(good, f"{name}.{kind}", expected, values)


def _is_range(values: Sequence[Any], types: tuple[type, ...] = (int, float)) -> bool:
    numbers = all(type(v) in types and abs(v) <= sys.float_info.max for v in values)
    return numbers and len(values) == 2 and values[0] < values[1]


def _is_log(values: Sequence[Any]) -> bool:
    return _is_range(values) and values[0] > 0


def _is_integer(values: Sequence[Any]) -> bool:
    return _is_range(values, (int,))


def _is_choice(values: Sequence[Any]) -> bool:
    return len(values) > 1 and all(map(_is_value, values))


def _is_value(value: Any) -> bool:
    if type(value) is str:
        return value.isprintable()
    return type(value) in (int, float) and math.isfinite(value)


_RULES = {
    LOG: (_is_log, "two numbers over 0, the less one first"),
    REAL: (_is_range, "two numbers, the less one first"),
    INTEGER: (_is_integer, "two integers, the less one first"),
    CHOICE: (_is_choice, "two printable strings or numbers, or more"),
}


def _parsed(flags: Sequence[str]) -> RunConfig:
    _refuse(flags, ["job-dir"], "each trial has its own")
    return config.parse(["--job-dir=trial", *flags])


def _refuse(flags: Sequence[str], names: Collection[str], why: str) -> None:
    for flag in flags:
        name = flag.partition("=")[0].replace("_", "-")
        if flag.startswith("--") and name.removeprefix("--") in names:
            raise UsageError(f"{name}: {why}, received {flag} behind --")


def _check_values(space: Space, name: str) -> None:
    ((kind, values),) = space.document[name].items()
    runs: list[RunConfig] = []
    for place, value in enumerate(values):
        pointer = f"{name}.{kind}[{place}]"
        # What is drawn between two of these is a float, whatever stands in the file.
        drawn = float(value) if kind in (LOG, REAL) else value
        run = _run_of(space, name, drawn, pointer)
        expect(run.train_steps != UNTIL_STOPPED, pointer, "a run that ends", value)
        expect(run not in runs, pointer, "another value than those before", value)
        runs.append(run)


def _run_of(space: Space, name: str, value: Value, pointer: str) -> RunConfig:
    try:
        return space.config_of({name: value})
    except UsageError as error:
        raise ContractError(f"{pointer}: {error}") from None


def _distribution(given: Mapping[str, Sequence[Value]]) -> BaseDistribution:
    ((kind, values),) = given.items()
    if kind == CHOICE:
        return CategoricalDistribution(tuple(values))
    if kind == INTEGER:
        return IntDistribution(*values)
    return FloatDistribution(*map(float, values), log=kind == LOG)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else json.dumps(value)
