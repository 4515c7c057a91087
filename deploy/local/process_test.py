import os
import signal
import subprocess
import sys
import time

import pytest

from deploy.local.process import StageError, run_stage


def test_a_stage_takes_its_seconds_and_has_its_environment(tmp_path):
    write = "import os, sys; open(sys.argv[1], 'w').write(os.environ['GIVEN'])"
    command = [sys.executable, "-c", write, str(tmp_path / "seen")]
    assert 0 < run_stage("look", command, {"GIVEN": "value"}) < 30
    assert (tmp_path / "seen").read_text() == "value"


@pytest.mark.parametrize(
    ("code", "exit_code", "said"),
    [
        ("raise SystemExit(3)", 3, "exit code 3"),
        ("import os; os.kill(os.getpid(), 9)", 137, "signal 9"),
    ],
)
def test_a_stage_that_fails_ends_the_job_with_its_exit_code(code, exit_code, said):
    with pytest.raises(StageError) as failed:
        run_stage("look", [sys.executable, "-c", code], {})
    assert str(failed.value) == f"stage look failed with {said}; why stands above"
    assert failed.value.exit_code == exit_code


def test_sigterm_stops_the_stage_before_the_job_ends(tmp_path):
    stage = (
        "import os, sys, time; open(sys.argv[1], 'w').write(str(os.getpid()));"
        "time.sleep(60)"
    )
    job = (
        "import sys; from deploy.local.process import *;"
        "from trainer.contract.errors import exit_with; stop_on_sigterm();"
        "command = [sys.executable, '-c', *sys.argv[1:]];"
        "sys.exit(exit_with('job', lambda: run_stage('wait', command, {})))"
    )
    noted = tmp_path / "stage"
    running = subprocess.Popen(
        [sys.executable, "-c", job, stage, str(noted)], stderr=subprocess.PIPE
    )
    while not (noted.exists() and noted.read_text()):
        assert running.poll() is None
        time.sleep(0.05)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=30)
    assert running.returncode == 143
    assert said == b"job: stopped by SIGTERM\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int(noted.read_text()), 0)
