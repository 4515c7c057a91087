"""Models and data on either side of an extension of the artifacts."""

import pytest
import tensorflow as tf

from serving.batch_job import BatchJob
from serving.input_parts import open_input
from serving.prediction_parts import parts_of
from serving.predictor import Predictor
from trainer import config, grown_dataset, run_inputs
from trainer.contract import artifacts
from trainer.contract.records import read_records
from trainer.export import savedmodel
from trainer.golden_dataset import RECORDS
from trainer.layers.feature_columns import FeatureColumns
from trainer.look.verify import verify
from trainer.model_flags import BINS, LIST_COMBINER
from trainer.models.wide_deep import WideDeep
from trainer.termination import Termination


@pytest.fixture(scope="module")
def grown(golden, tmp_path_factory):
    root = tmp_path_factory.mktemp("grown")
    return grown_dataset.write(root, golden, grown_dataset.extended)


@pytest.fixture(scope="module")
def descendant(grown, tmp_path_factory):
    """The predictor of an untrained model of the extended artifacts."""
    opened = artifacts.load(grown.artifacts)
    columns = FeatureColumns(opened.schema, LIST_COMBINER, BINS)
    model = WideDeep(columns, seed=1, dimensions=[4] * 4, hidden_units=(8,))
    model.build()
    # The rows of new values, which come last in each column, differ from the unseen.
    for layer in (model.wide, *model.deep.tables):
        shape = layer.table.shape
        layer.table.assign(tf.random.stateless_uniform(shape, seed=[1, 2]))
    folder = tmp_path_factory.mktemp("descendant")
    return Predictor(savedmodel.export(model, opened, folder, Termination()))


def predicted(predictor, directory, out):
    BatchJob(predictor, open_input(str(directory)), out, 4).run(lambda rows: None)
    return parts_of(out)[0]


def has_new_value(golden):
    for record in read_records(golden.predict / RECORDS):
        features = tf.train.Example.FromString(record.data).features.feature
        ids = [features[name].int64_list.value[0] for name in ("site", "ad-group")]
        yield min(ids) <= 0


def test_a_model_takes_the_ids_that_a_descendant_added_for_unseen(
    batch, golden, grown, tmp_path
):
    expected = batch(golden.predict)
    assert batch(grown.predict, out=tmp_path / "grown") == expected


def test_a_model_scores_the_rows_of_an_ancestor_as_it_scores_their_values(
    descendant, golden, grown, tmp_path
):
    old = predicted(descendant, golden.predict, tmp_path / "old")
    new = predicted(descendant, grown.predict, tmp_path / "new")
    differs = [one != other for one, other in zip(old, new, strict=True)]
    assert differs == list(has_new_value(golden))
    assert 0 < sum(differs) < 13


def test_every_output_of_a_grown_data_set_verifies(grown):
    for directory in (grown.artifacts, grown.train, grown.evaluate, grown.predict):
        assert verify(directory).damages == []


@pytest.mark.parametrize("sides", ["ancestor evaluates", "descendant evaluates"])
def test_training_takes_evaluate_rows_of_either_side(golden, grown, tmp_path, sides):
    train, evaluate = golden.train, grown.evaluate
    if sides == "ancestor evaluates":
        train, evaluate = grown.train, golden.evaluate
    flags = [f"--train-dir={train}", f"--eval-dir={evaluate}"]
    given = config.parse([f"--job-dir={tmp_path}", *flags])
    assert run_inputs.open_inputs(given).evaluate.rows == 13
