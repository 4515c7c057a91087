import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from trainer import checkpoint_state

TASK = (sys.executable, "-m", "trainer.task")


def process(flags):
    return subprocess.Popen(
        [*TASK, *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finish(started):
    output, errors = started.communicate(timeout=120)
    return started.returncode, output, errors


def test_an_unknown_flag_is_exit_2_before_tensorflow_is_loaded():
    start = time.monotonic()
    code, output, errors = finish(process(["--jobdir=x"]))
    assert time.monotonic() - start < 5
    assert (code, output) == (2, "")
    assert errors == (
        'trainer.task: unknown flag "--jobdir", did you mean "--job-dir"? '
        "(see python -m trainer.task --help)\n"
    )


def test_a_missing_folder_is_one_line_and_exit_4(golden, tmp_path):
    flags = ["--job-dir", tmp_path / "job", "--train-dir", tmp_path / "none"]
    code, output, errors = finish(process([*flags, f"--eval-dir={golden.evaluate}"]))
    assert (code, output) == (4, "")
    assert errors.startswith(f"trainer.task: {tmp_path / 'none' / '_MANIFEST.json'}: ")
    assert errors.count("\n") == 1


def test_the_last_line_is_the_export_and_nothing_else_is_said(golden_run, tmp_path):
    job = tmp_path / "job"
    code, output, errors = finish(process([f"--job_dir={job}", *golden_run.flags]))
    assert (code, errors) == (0, "")
    [exported] = (job / "export" / "Servo").iterdir()
    assert output.splitlines()[-1] == str(exported)


def test_sigterm_saves_a_checkpoint_and_exports_nothing(golden_run, tmp_path):
    job = tmp_path / "job"
    flags = [flag for flag in golden_run.flags if flag != "--epochs=2"]
    started = process([f"--job-dir={job}", *flags, "--train-steps", "-1"])
    # The third epoch has begun: training goes on until it is stopped.
    for line in started.stdout:
        if line == "epoch 3\n":
            break
    started.send_signal(signal.SIGTERM)
    code, _, errors = finish(started)
    assert code == 143
    text, _, saved = errors.strip().rpartition(" ")
    assert text == "trainer.task: stopped by SIGTERM; saved"
    assert os.path.dirname(saved) == str(job / "checkpoints")
    assert checkpoint_state.read(Path(f"{saved}.json")).step >= 8
    assert not (job / "export").exists()
    assert not (job / "metrics.json").exists()
