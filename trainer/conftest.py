"""Fixtures of the trainer's tests."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")


import pytest

from trainer import golden_dataset
from trainer.golden_dataset import GoldenDataset


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> GoldenDataset:
    """The golden data set; tests that change it write one of their own."""
    return golden_dataset.write(tmp_path_factory.mktemp("golden"))
