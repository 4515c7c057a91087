"""Models of the golden schema."""

import pytest

from trainer import compilation, config, models
from trainer.models.few_rows import without
from trainer.record_folder import open_labelled

FLAGS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e", "--hidden-units=3,2"]


@pytest.fixture
def schema(golden):
    """The golden schema, resolved."""
    return open_labelled(golden.train).schema


@pytest.fixture
def make(schema):
    """Builds and compiles a model by its name, with numbers by their logarithm."""

    def of(name, *flags, schema=schema):
        # ncf has two ids, and nothing else.
        if name == "ncf":
            schema = without("numeric", schema)
        parsed = config.parse([*FLAGS, "--numbers=log", f"--model={name}", *flags])
        model = models.build(parsed, schema)
        compilation.compile_model(model, parsed)
        return model

    return of
