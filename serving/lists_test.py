"""Rows with lists: the same scores by every signature, and a line each from a batch."""

import numpy as np
import pytest

from serving.batch_job import BatchJob
from serving.golden_parts import Part, write_parts
from serving.input_parts import open_input
from serving.prediction_parts import parts_of
from serving.predictor import Predictor
from trainer import golden_lists
from trainer.contract import artifacts
from trainer.contract.records import read_records
from trainer.decoder import Decoder
from trainer.quiet_tensorflow import import_tensorflow

GOLDEN = golden_lists.GOLDEN
ROWS = [record.data for record in read_records(GOLDEN / "predict.tfrecord")]
RECORDS = [record.data for record in read_records(GOLDEN / "train.tfrecord")]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    golden_lists.write(folder)
    return folder


@pytest.fixture(scope="module")
def predictor(root):
    import_tensorflow()
    from trainer.export import savedmodel
    from trainer.layers.feature_columns import FeatureColumns
    from trainer.model_flags import BINS, LIST_COMBINER
    from trainer.models.deepfm import DeepFM
    from trainer.termination import Termination

    opened = artifacts.load(root / "artifacts")
    columns = FeatureColumns(opened.schema, LIST_COMBINER, BINS)
    model = DeepFM(columns, seed=1, dimension=4, hidden_units=(8,))
    model.build()
    return Predictor(savedmodel.export(model, opened, root / "Servo", Termination()))


@pytest.fixture
def lines(predictor, tmp_path):
    """Runs a batch over a directory and returns its lines."""

    def of(directory, batch_size=4096):
        out = tmp_path / f"out-{batch_size}-{directory.name}"
        job = BatchJob(predictor, open_input(str(directory)), out, batch_size)
        job.run(lambda rows: None)
        return [line for part in parts_of(out) for line in part]

    return of


def test_the_three_signatures_answer_the_same_for_the_same_lists(predictor):
    decoder = Decoder(predictor.schema, None, ("numeric", "categorical"))
    encoded = predictor.predict_columns(decoder.decode(ROWS).columns)
    assert len(np.unique(encoded.scores, axis=0)) == 7
    rows = (GOLDEN / "rows.tsv").read_bytes().split(b"\n")[:-1]
    fields = list(zip(*(line.split(b"\t") for line in rows), strict=True))
    names = [column.name for column in predictor.schema.columns]
    raw = {name: list(fields[names.index(name)]) for name in names[1:]}
    for other in (predictor.predict_examples(ROWS), predictor.predict_raw(raw)):
        np.testing.assert_array_equal(other.scores, encoded.scores)
        assert other.errors == {}


def test_a_batch_has_the_lines_of_its_rows_in_records_of_any_size(
    root, lines, predictor
):
    expected = predictor.predict_examples(ROWS).scores.tolist()
    for size in (1, 3, 4096):
        for directory in (root / "predict", root / "train"):
            received = lines(directory, size)
            scores = [np.float32(line["scores"]).tolist() for line in received]
            assert scores == expected


def test_a_record_whose_lengths_are_others_is_the_line_of_an_error(
    root, lines, tmp_path
):
    import tensorflow as tf

    damaged = tf.train.Example.FromString(RECORDS[1])
    damaged.features.feature["tags/lengths"].int64_list.value[0] += 1
    records = [RECORDS[0], damaged.SerializeToString(), RECORDS[2]]
    written = write_parts(tmp_path / "in", root / "predict", [Part(records, 7)], 3)
    received = lines(written)
    values = len(damaged.features.feature["tags"].int64_list.value)
    expected = f"expected lengths from 1 that add up to its {values} values"
    assert received[3] == {
        "error": f"tags: {expected}, received others",
        "file": open_input(str(written)).parts[0].files[0].name,
        "record": 1,
    }
    good = lines(root / "train")
    assert received[:3] + received[4:] == good[:3] + good[6:]
