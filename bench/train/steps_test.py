import sys

import pytest

from bench.train import criteo_records, steps
from bench.train.step_processes import Contestant
from bench.train.workload import Workload
from trainer import inputs
from trainer.contract.errors import InputError
from trainer.record_folder import open_labelled


def failing(*_):
    raise InputError("torch_step failed: 1\nNo module named 'torch'")


def test_a_peer_that_cannot_run_is_skipped_and_its_goal_not_met(monkeypatch, tmp_path):
    monkeypatch.setattr(steps, "play", failing)
    benchmark = steps.Benchmark(tmp_path, tmp_path / "python", 1)
    peer = Contestant("torch", "torch_step", (), 1, python="elsewhere")
    benchmark._measure("ours, against torch", peer, peer, 1.2)
    (row,) = benchmark.rows
    assert row.verdict == "NOT met, skipped: No module named 'torch'"
    ours = peer._replace(python=sys.executable)
    with pytest.raises(InputError):
        benchmark._measure("ours, against stock", ours, ours, 1.0)


def test_the_records_of_a_workload_hold_its_rows(small_workload: Workload, tmp_path):
    criteo_records.write(tmp_path / "train", "train", small_workload)
    folder = open_labelled(tmp_path / "train")
    assert folder.rows == small_workload.label.size
    features, label, _ = next(iter(inputs.evaluate_batches(folder, folder.rows)))
    assert features["ids"].numpy().tolist() == [
        row for batch in small_workload.ids.tolist() for row in batch
    ]
    assert features["numeric"].shape == (folder.rows, 13)
    assert label.numpy().tolist() == small_workload.label.reshape(-1).tolist()
