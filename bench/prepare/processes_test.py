import sys

import pytest

from bench.prepare import processes
from trainer.contract.errors import InputError

HOLD = "import time; held = bytearray(60_000_000); time.sleep(1)"
BOTH = f"""
import subprocess, sys
held = bytearray(60_000_000)
subprocess.run([sys.executable, "-c", "{HOLD}"])
print("done")
"""


def test_memory_is_that_of_a_process_and_its_children_together():
    ended = processes.run([sys.executable, "-c", BOTH])
    assert ended.printed == "done\n"
    assert 120 < ended.megabytes < 220
    assert 1 < ended.seconds < 60


def test_the_memory_of_who_starts_a_process_is_not_counted():
    held = bytearray(400_000_000)
    ended = processes.run([sys.executable, "-c", "import time; time.sleep(0.5)"])
    assert len(held) > 0 and 1 < ended.megabytes < 100


def test_a_process_that_fails_ends_the_benchmark_with_what_it_said():
    failing = [sys.executable, "-c", "print('why'); raise SystemExit(3)"]
    with pytest.raises(InputError, match=r"failed: 3\nwhy$"):
        processes.run(failing)
