import json
import re
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from trainer import compilation, config, golden_lists, models, run
from trainer.contract import artifacts
from trainer.contract.errors import UsageError
from trainer.export import savedmodel
from trainer.models.conftest import FLAGS
from trainer.models.own_model import OwnModel
from trainer.termination import Termination

GUIDE = Path(__file__).parents[2] / "docs" / "training.md"
FEATURES = {"numeric": tf.ones([3, 2]), "ids": tf.ones([3, 2], tf.int64)}


@pytest.fixture
def made(schema, tmp_path, monkeypatch):
    """Writes a module of a new name and builds the model of its function."""
    monkeypatch.syspath_prepend(tmp_path)

    def of(code, function="model", schema=schema, flags=()):
        module = f"{tmp_path.name}_{len(list(tmp_path.iterdir()))}"
        (tmp_path / f"{module}.py").write_text(code)
        parsed = config.parse([*FLAGS, f"--model={module}:{function}", *flags])
        return models.build(parsed, schema)

    return of


KERAS = """
import keras

def model(schema, config):
    numeric = keras.Input((len(schema.numeric),), name="numeric")
    ids = keras.Input((len(schema.categorical),), dtype="int64", name="ids")
    %s
    return keras.Model({"numeric": numeric, "ids": ids}, logit)
"""


def test_the_example_of_the_guide_trains_and_exports(golden, tmp_path, monkeypatch):
    section = GUIDE.read_text().split("### Your own model\n")[1].split("\n## ")[0]
    code, command = re.findall(r"```\w*\n(.*?)```", section, re.DOTALL)
    file = re.search(r"For example `(\w+\.py)`", section)[1]
    (tmp_path / file).write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    given = command.removeprefix("python -m trainer.task ").split()
    own = {"--train-dir": golden.train, "--eval-dir": golden.evaluate}
    own["--job-dir"] = tmp_path / "job"
    pairs = dict(zip(given[::2], given[1::2], strict=True)) | own
    flags = [f"{flag}={value}" for flag, value in pairs.items()]
    exported = run.run(config.parse(flags), Termination())
    assert tf.saved_model.load(str(exported)).signatures.keys() == {
        *("serving_default", "encoded", "raw")
    }
    figures = json.loads((tmp_path / "job" / "metrics.json").read_bytes())
    assert figures["model"] == "residual:residual"


def test_ids_that_training_has_not_seen_are_zero(made):
    model = made(KERAS % "logit = keras.ops.cast(keras.ops.sum(ids, 1), 'float32')")
    assert isinstance(model, OwnModel)
    ids = tf.constant([[3, 2], [-7, 4], [5, 99]], tf.int64)
    answers = model({"numeric": tf.zeros([3, 2]), "ids": ids})
    # Both vocabularies have 4 values.
    assert answers.numpy().tolist() == [5, 4, 0]


def test_state_that_has_no_gradient_is_trained_and_exported(made, golden, tmp_path):
    model = made(
        KERAS
        % """x = keras.layers.BatchNormalization(momentum=0.5)(numeric)
    embedded = keras.layers.Flatten()(keras.layers.Embedding(5, 1)(ids))
    x = keras.layers.Dropout(0.5)(keras.layers.Concatenate()([x, embedded]))
    pull = keras.regularizers.L2(9.0)
    logit = keras.layers.Dense(1, kernel_regularizer=pull, name="last")(x)"""
    )
    parsed = config.parse([*FLAGS, "--model=linear"])
    compilation.compile_model(model, parsed)
    mean = next(v for v in model.weights if v.path.endswith("moving_mean"))
    kernel = next(v for v in model.weights if v.path.endswith("last/kernel"))
    before = np.abs(kernel.numpy()).sum()
    for _ in range(3):
        model.train_step((FEATURES, tf.ones([3]), tf.zeros([3])))
    # The mean of ones, half the way each time; rows without weight have no gradient.
    assert mean.numpy().tolist() == [0.875, 0.875]
    assert np.abs(kernel.numpy()).sum() < before
    opened = artifacts.load(golden.artifacts)
    place = savedmodel.export(model, opened, tmp_path / "Servo", Termination())
    encoded = tf.saved_model.load(str(place)).signatures["encoded"]
    ones = tf.ones([3], tf.int64)
    numbers = {"hour": tf.ones([3]), "price": tf.ones([3])}
    scores = encoded(**numbers, site=ones, **{"ad-group": ones})["scores"]
    expected = tf.sigmoid(model(FEATURES))
    np.testing.assert_allclose(scores[:, 1], expected, rtol=1e-5)


def test_the_seed_draws_what_a_model_draws(made):
    first, again = (
        made(KERAS % "logit = keras.layers.Dense(1)(numeric)") for _ in "ab"
    )
    assert (first(FEATURES).numpy() == again(FEATURES).numpy()).all()


def test_the_precision_of_keras_layers_is_no_matter_of_the_flag(made):
    code = KERAS % "logit = keras.layers.Dense(1)(numeric)"
    with pytest.raises(UsageError) as error:
        made(code, flags=["--precision=bfloat16"])
    assert re.fullmatch(
        r"--precision bfloat16: expected float32 with --model \w+:model, for Keras' "
        "layers have a dtype policy of their own",
        str(error.value),
    )


def test_a_click_model_is_taken_as_it_is(made):
    model = made(
        """
from trainer.layers.feature_columns import FeatureColumns
from trainer.models.linear import Linear

def model(schema, config):
    columns = FeatureColumns(schema, config.list_combiner, config.numbers)
    return Linear(columns, config.seed)
"""
    )
    assert type(model).__name__ == "Linear"
    compilation.compile_model(model, config.parse([*FLAGS, "--model=linear"]))
    assert len(model.trainable_variables) == 3


def refusal(build, *arguments):
    with pytest.raises(UsageError) as caught:
        build(*arguments)
    given, _, rest = str(caught.value).partition(": expected ")
    assert given.startswith("--model ")
    assert caught.value.exit_code == 2
    return rest


def test_a_module_that_is_not_there_is_named(schema):
    parsed = config.parse([*FLAGS, "--model=no_such.module:model"])
    received = refusal(models.build, parsed, schema)
    expected = "a module here or in this environment"
    assert received == f"{expected}, received No module named 'no_such'"


def test_a_function_that_is_not_there_is_named_with_the_nearest(made, tmp_path):
    received = refusal(made, "def model(schema, config): ...", "modle")
    module = f"a function of {tmp_path.name}_0"
    assert received == f'{module}, received no "modle", did you mean "model"?'
    assert refusal(made, "x = 1", "model").endswith(', received no "model"')


TABLE = """
import keras

class Table(keras.Model):
    def call(self, features):
        return %s

def model(schema, config):
    return Table()
"""


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("model = 3", "a function, received int"),
        (
            "def model(schema): ...",
            "a function of (schema, config), received model(schema)",
        ),
        ("def model(schema, config): return 3", "a keras.Model, received int"),
        (
            KERAS % "logit = keras.layers.Dense(2)(numeric)",
            "float32 logits [3] of 3 rows, received float32 [3, 2]",
        ),
        (
            KERAS % "logit = keras.ops.sum(ids, 1)",
            "float32 logits [3] of 3 rows, received int64 [3]",
        ),
        (
            TABLE % "{'logit': features['numeric'][:, 0]}",
            "float32 logits [3] of 3 rows, received dict",
        ),
        (
            TABLE % "features['numeric'][0, 0]",
            "float32 logits [3] of 3 rows, received float32 []",
        ),
    ],
)
def test_what_is_no_model_of_logits_is_told(made, code, message):
    assert refusal(made, code) == message


def test_an_error_of_the_function_keeps_its_traceback(made):
    with pytest.raises(ZeroDivisionError):
        made("def model(schema, config): return 1 / 0")


LISTS = """
import keras, tensorflow as tf

class Lengths(keras.Model):
    def call(self, features):
        lists = features["lists"]
        total = tf.cast(tf.reduce_sum(lists["tags"]), tf.float32)
        return total + tf.cast(lists["tags/lengths"], tf.float32)

def model(schema, config):
    return Lengths()
"""


def test_a_model_of_ones_own_has_lists_with_unseen_ids_as_zero(made, tmp_path):
    golden_lists.write(tmp_path / "lists")
    given = artifacts.load(tmp_path / "lists" / "artifacts").schema
    model = made(LISTS, schema=given)
    values = {"tags": [1, 3, 4, -1], "tags/lengths": [3, 1]}
    values |= {"tags0": [1, 1], "tags0/lengths": [1, 1]}
    lists = {name: tf.constant(v, tf.int64) for name, v in values.items()}
    features = {"numeric": tf.ones([2, 1]), "ids": tf.zeros([2, 0], tf.int64)}
    # Of the tags 1 and 3 are known.
    assert model({**features, "lists": lists}).numpy().tolist() == [4 + 3, 4 + 1]
