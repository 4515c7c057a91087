"""A workload that is small enough for a test."""

import pytest

from bench.train import workload
from bench.train.workload import Workload


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two batches of 500 rows."""
    monkeypatch.setattr(workload, "BATCH", 500)
    monkeypatch.setattr(workload, "BATCHES", 2)


@pytest.fixture
def small_workload(small_batches: None) -> Workload:
    """Two batches for the smallest vocabulary."""
    return workload.draw(workload.SMALL)
