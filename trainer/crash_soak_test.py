import subprocess
import sys

import pytest


@pytest.mark.slow
def test_runs_that_are_killed_and_stopped_end_in_the_same_bits(tmp_path):
    command = [sys.executable, "-m", "trainer.crash_soak", str(tmp_path / "soak")]
    made = subprocess.run(
        [*command, "--kills=3", "--stops=3"], capture_output=True, text=True
    )
    *_, counts, last = made.stdout.splitlines()
    assert last == "6 faults, 6 survived", made.stdout
    for moment in ("at any moment", "in a checkpoint", "in the export"):
        assert f"1 SIGKILL {moment}" in counts
    assert "3 SIGTERM at any moment" in counts
    assert made.returncode == 0
