import os

import pytest
import tensorflow as tf

from bench.train import criteo_records, worker_runs
from bench.train.workload import Workload
from trainer.record_folder import open_labelled


@pytest.fixture
def records(small_workload: Workload, tmp_path):
    criteo_records.write(tmp_path / "train", "train", small_workload)
    return open_labelled(tmp_path / "train")


def test_the_second_epochs_of_whole_runs_are_compared(records, tmp_path, monkeypatch):
    commands = []

    def run(command):
        commands.append(command)
        assert not os.path.exists(tmp_path / "runs" / command[2] / "logs")
        job = next(flag[10:] for flag in command if flag.startswith("--job-dir="))
        with tf.summary.create_file_writer(f"{job}/logs/now").as_default():
            # The first epoch is slow; two workers make 40, 80, and one process 100.
            tf.summary.scalar("rows_per_second", 1.0, step=4)
            rate = 20 * len(commands) if "trainer.launch" in command else 100
            tf.summary.scalar("rows_per_second", float(rate), step=8)

    monkeypatch.setattr(worker_runs.processes, "run", run)
    monkeypatch.setattr(worker_runs, "SOURCES", {"memory": ("--cache",)})
    (row,) = worker_runs.measure(records, records, tmp_path / "runs", 2)
    assert [command[2] for command in commands] == [
        *("trainer.launch", "trainer.task"),
        *("trainer.task", "trainer.launch"),
    ]
    assert commands[0][3:5] == ["--workers=2", "--"]
    assert all(command[-1] == "--cache" for command in commands)
    # Rounds of 20 and 80, against 100 twice.
    assert (row.ours, row.peer, row.ratio, row.goal) == (50, 100, 0.5, 0.8)


def test_on_one_core_it_is_skipped_and_its_goal_not_met(records, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    rows = worker_runs.measure(records, records, tmp_path, 2)
    skipped = "NOT met, skipped: fewer than 2 cores"
    assert [row.verdict for row in rows] == [skipped, skipped]
