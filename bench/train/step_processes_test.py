import sys

import pytest

from bench.train.step_processes import Contestant, play
from trainer.contract.errors import InputError

CONTESTANT = """
import sys, time
from bench.train.taking_turns import serve
print("chatter of a library")
def take(steps):
    if steps == 7:
        raise SystemExit("no seven steps")
    time.sleep(steps * float(sys.argv[1]))
serve(take)
"""


@pytest.fixture
def contestant(tmp_path, monkeypatch):
    (tmp_path / "sleeper.py").write_text(CONTESTANT)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def of(seconds, steps, name="sleeper", python=sys.executable):
        return Contestant(name, "sleeper", (str(seconds),), steps, python)

    return of


def test_each_takes_its_turn_in_every_round(contestant, tmp_path):
    both = [contestant(0.02, 3, "slow"), contestant(0.01, 6, "fast")]
    slow, fast = play(both, 2, tmp_path).values()
    # Both sleep .06 s a turn; a step has 8,192 samples.
    assert len(slow) == len(fast) == 2
    assert all(0 < rate <= 8_192 / 0.02 for rate in slow)
    assert all(0 < rate <= 8_192 / 0.01 for rate in fast)


def test_one_that_fails_is_named_with_what_it_said(contestant, tmp_path):
    with pytest.raises(InputError) as error:
        play([contestant(0, 7)], 1, tmp_path)
    assert str(error.value) == "sleeper 0 failed: 1\nno seven steps"


def test_an_interpreter_that_is_not_there_is_named(contestant, tmp_path):
    with pytest.raises(InputError) as error:
        play([contestant(0, 1, python="no/python")], 1, tmp_path)
    assert str(error.value) == "no/python: expected a Python, received nothing"
