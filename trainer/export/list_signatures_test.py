"""Lists in all three signatures: the same row, the same bits."""

import numpy as np
import pytest
import tensorflow as tf

from trainer import compilation, config, golden_lists, models
from trainer.contract import artifacts
from trainer.contract.records import read_records
from trainer.export import savedmodel
from trainer.termination import Termination

GOLDEN = golden_lists.GOLDEN
FLAGS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e", "--hidden-units=2"]
RECORDS = [record.data for record in read_records(GOLDEN / "predict.tfrecord")]
ROWS = [tf.train.Example.FromString(record).features.feature for record in RECORDS]
LINES = (GOLDEN / "rows.tsv").read_bytes().split(b"\n")[:-1]
SIZES = (0, 1, 48, 49, 400)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    root = tmp_path_factory.mktemp("lists")
    golden_lists.write(root)
    return artifacts.load(root / "artifacts")


# One of each way to lay embeddings out; `models_test` has all models.
@pytest.fixture(scope="module", params=["wide-deep", "dlrm"])
def signatures(request, opened, tmp_path_factory):
    flags = [*FLAGS, f"--model={request.param}", "--embedding-dimension=4"]
    parsed = config.parse(flags)
    model = models.build(parsed, opened.schema)
    compilation.compile_model(model, parsed)
    for variable in model.trainable_variables:
        variable.assign(tf.random.stateless_normal(variable.shape, [1, 2]) / 4)
    place = savedmodel.export(
        model, opened, tmp_path_factory.mktemp("export"), Termination()
    )
    return tf.saved_model.load(str(place)).signatures


def inputs(count):
    """So many rows in the three forms that the signatures take: the golden ones."""
    chosen = [number % len(ROWS) for number in range(count)]
    fields = [LINES[number].split(b"\t") for number in chosen]
    rows = [ROWS[number] for number in chosen]
    encoded = {
        name: [value for row in rows for value in row[name].int64_list.value]
        for name in ("tags", "tags/lengths", "tags0", "tags0/lengths")
    }
    numbers = [row["tags-2"].float_list.value[0] for row in rows]
    ids = {name: tf.constant(values, tf.int64) for name, values in encoded.items()}
    texts = {"tags": 1, "tags-2": 2, "tags0": 3}
    return {
        "serving_default": {
            "examples": tf.constant([RECORDS[n] for n in chosen], tf.string)
        },
        "encoded": {**ids, "tags-2": tf.constant(numbers, tf.float32)},
        "raw": {
            name: tf.constant([field[position] for field in fields], tf.string)
            for name, position in texts.items()
        },
    }


def scores_of(signatures, name, given):
    return signatures[name](**given)["scores"].numpy()


def test_the_same_lists_have_the_same_bits_in_every_signature_at_every_size(signatures):
    whole = scores_of(signatures, "encoded", inputs(400)["encoded"])
    assert np.isfinite(whole).all()
    # Seven rows, all different.
    assert len(np.unique(whole, axis=0)) == 7
    for size in SIZES:
        for name, given in inputs(size).items():
            received = scores_of(signatures, name, given)
            assert received.shape == (size, 2)
            assert received.tobytes() == whole[:size].tobytes(), (name, size)


def test_the_exported_model_scores_lists_as_the_model_does(opened, tmp_path):
    parsed = config.parse([*FLAGS, "--model=deepfm", "--list-combiner=sum"])
    model = models.build(parsed, opened.schema)
    compilation.compile_model(model, parsed)
    place = savedmodel.export(model, opened, tmp_path, Termination())
    given = inputs(100)["encoded"]
    features = {
        "numeric": given["tags-2"][:, tf.newaxis],
        "ids": tf.zeros([100, 0], tf.int64),
        "lists": given,
    }
    expected = tf.sigmoid(model(features)).numpy()
    loaded = tf.saved_model.load(str(place)).signatures
    received = scores_of(loaded, "encoded", given)[:, 1]
    np.testing.assert_allclose(received, expected, rtol=1e-5)


@pytest.fixture(scope="module")
def linear(opened, tmp_path_factory):
    model = models.build(config.parse([*FLAGS, "--model=linear"]), opened.schema)
    model.build()
    place = savedmodel.export(
        model, opened, tmp_path_factory.mktemp("linear"), Termination()
    )
    return tf.saved_model.load(str(place)).signatures


def test_the_signatures_take_lists_as_the_contract_says(linear):
    def shown(name):
        given = linear[name].structured_input_signature[1].values()
        return {spec.name: (spec.dtype.name, spec.shape.as_list()) for spec in given}

    ids, strings = ("int64", [None]), ("string", [None])
    lists = dict.fromkeys(("tags", "tags/lengths", "tags0", "tags0/lengths"), ids)
    assert shown("encoded") == {**lists, "tags-2": ("float32", [None])}
    assert shown("raw") == dict.fromkeys(("tags", "tags-2", "tags0"), strings)


A_LENGTH = "tags/lengths: expected a length from 1 for each row"
ALL_VALUES = "tags/lengths: expected lengths that add up to all values"


@pytest.mark.parametrize(
    ("lengths", "message"),
    [
        ([3, 0], A_LENGTH),
        ([4, -1], A_LENGTH),
        ([3], A_LENGTH),
        ([1, 1, 1], A_LENGTH),
        ([1, 1], ALL_VALUES),
        ([2, 2], ALL_VALUES),
    ],
)
def test_lengths_that_are_not_those_of_the_rows_are_refused(linear, lengths, message):
    given = {
        "tags": tf.constant([1, 2, 3], tf.int64),
        "tags/lengths": tf.constant(lengths, tf.int64),
        "tags0": tf.constant([1, 1], tf.int64),
        "tags0/lengths": tf.constant([1, 1], tf.int64),
        "tags-2": tf.constant([1.0, 2.0]),
    }
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        linear["encoded"](**given)


@pytest.mark.parametrize("tags", [[], [1], [1, 2, 3]])
def test_an_example_whose_length_is_another_is_refused(linear, tags):
    example = tf.train.Example.FromString(RECORDS[4])
    feature = example.features.feature["tags"]
    assert list(feature.int64_list.value) == [1, 3]
    feature.int64_list.value[:] = tags
    # The next one has as many values too many or too few: together they add up.
    other = tf.train.Example.FromString(RECORDS[4])
    other.features.feature["tags"].int64_list.value[:] = [1] * (4 - len(tags))
    examples = [one.SerializeToString() for one in (example, other)]
    expected = "tags/lengths: expected how many values the row has"
    with pytest.raises(tf.errors.InvalidArgumentError, match=expected):
        linear["serving_default"](examples=tf.constant(examples))


def test_a_bad_value_of_a_list_is_the_error_of_its_row_alone(linear):
    given = {
        "tags": tf.constant([b"a", b"a,\xff,b", b"a,,b"]),
        "tags-2": tf.constant(["1", "1", "1"]),
        "tags0": tf.constant(["x", "x", ""]),
    }
    answer = linear["raw"](**given)
    message = "tags: expected UTF-8 without NUL, CR and LF, received \ufffd"
    assert answer["errors"].numpy().tolist() == [b"", message.encode(), b""]
    scores = answer["scores"].numpy()
    assert np.isnan(scores[1]).all()
    assert np.isfinite(scores[[0, 2]]).all()
