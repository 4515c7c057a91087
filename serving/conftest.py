"""Fixtures of the serving tests: the golden data set and a real export of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from serving.prediction_parts import parts_of
from trainer import golden_dataset
from trainer.contract import artifacts
from trainer.golden_dataset import GoldenDataset
from trainer.quiet_tensorflow import import_tensorflow


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> GoldenDataset:
    """The golden data set; tests that change it write one of their own."""
    return golden_dataset.write(tmp_path_factory.mktemp("golden"))


@pytest.fixture(scope="session")
def exported(golden: GoldenDataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of an untrained model; tests that change it take a copy."""
    import_tensorflow()
    from trainer.export import savedmodel
    from trainer.layers.feature_columns import FeatureColumns
    from trainer.model_flags import BINS, LIST_COMBINER
    from trainer.models.wide_deep import WideDeep
    from trainer.termination import Termination

    opened = artifacts.load(golden.artifacts)
    columns = FeatureColumns(opened.schema, LIST_COMBINER, BINS)
    model = WideDeep(columns, seed=1, dimensions=[4] * 4, hidden_units=(8,))
    model.build()
    folder = tmp_path_factory.mktemp("export")
    return savedmodel.export(model, opened, folder, Termination())


@pytest.fixture(scope="session")
def predictor(exported: Path) -> Any:
    """The core, with the export loaded."""
    from serving.predictor import Predictor

    return Predictor(exported)


@pytest.fixture
def batch(predictor: Any, tmp_path: Path) -> Callable[..., list[list[dict[str, Any]]]]:
    """Runs a batch into `out` and returns its lines, parsed, part by part."""
    from serving.batch_job import BatchJob
    from serving.input_parts import open_input

    def run(
        pattern: Path | str, batch_size: int = 4096, out: Path = tmp_path / "out"
    ) -> list[list[dict[str, Any]]]:
        job = BatchJob(predictor, open_input(str(pattern)), out, batch_size)
        job.run(lambda rows: None)
        return parts_of(out)

    return run
