import base64
import json
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf
from tensorflow.core.protobuf import saved_model_pb2

from trainer import compilation, config, models
from trainer.contract import artifacts
from trainer.contract import schema as schemas
from trainer.contract.records import read_records
from trainer.export import savedmodel
from trainer.export.signatures import ServingModule
from trainer.golden_dataset import GOLDEN
from trainer.model_flags import MODELS
from trainer.termination import Termination

NAMES = [c.name for c in schemas.load(GOLDEN / "schema.json").columns]
FLAGS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e", "--hidden-units=2"]
SIZES = (0, 1, 7, 48, 49, 500)


@pytest.fixture(scope="module")
def signatures(golden_run):
    return tf.saved_model.load(str(golden_run.exported)).signatures


@pytest.fixture(scope="module")
def schema(golden_run):
    return schemas.load(golden_run.exported / "schema.json", resolved=True)


def repeated(values, dtype=None):
    """500 rows: the golden ones over and over."""
    return tf.constant(np.resize(np.array(values, dtype=dtype), 500))


@pytest.fixture(scope="module")
def inputs(schema):
    """The golden rows in the three forms that the signatures take."""
    serialized = [record.data for record in read_records(GOLDEN / "predict.tfrecord")]
    features = [
        tf.train.Example.FromString(data).features.feature for data in serialized
    ]
    lines = (GOLDEN / "rows.tsv").read_bytes().decode().split("\n")[:-1]
    fields = zip(*(line.split("\t") for line in lines), strict=True)
    texts = dict(zip(NAMES, fields, strict=True))

    def encoded(column):
        if column.role == "numeric":
            numbers = [f[column.name].float_list.value[0] for f in features]
            return repeated(numbers, np.float32)
        return repeated(
            [f[column.name].int64_list.value[0] for f in features], np.int64
        )

    columns = (*schema.numeric, *schema.categorical)
    return {
        "serving_default": {"examples": repeated(serialized, object)},
        "encoded": {column.name: encoded(column) for column in columns},
        "raw": {
            c.name: repeated([t.encode() for t in texts[c.name]], object)
            for c in columns
        },
    }


def test_the_signatures_take_and_answer_what_the_contract_says(golden_run):
    saved = saved_model_pb2.SavedModel.FromString(
        (golden_run.exported / "saved_model.pb").read_bytes()
    )
    written = saved.meta_graphs[0].signature_def

    def shown(tensors):
        return {
            name: (
                tf.dtypes.as_dtype(t.dtype).name,
                [d.size for d in t.tensor_shape.dim],
            )
            for name, t in tensors.items()
        }

    strings, pairs = ("string", [-1]), {"classes": ("string", [-1, 2])}
    answer = {**pairs, "scores": ("float32", [-1, 2])}
    numbers, ids = ("float32", [-1]), ("int64", [-1])
    inputs = {
        "serving_default": {"examples": strings},
        "encoded": {"hour": numbers, "price": numbers, "site": ids, "ad-group": ids},
        "raw": dict.fromkeys(("hour", "price", "site", "ad-group"), strings),
    }
    outputs = dict.fromkeys(inputs, answer) | {"raw": {**answer, "errors": strings}}
    for name in inputs:
        assert shown(written[name].inputs) == inputs[name]
        assert shown(written[name].outputs) == outputs[name]


def test_the_same_row_has_the_same_bits_in_every_signature_at_every_size(
    signatures, inputs
):
    whole = signatures["encoded"](**inputs["encoded"])["scores"].numpy()
    assert np.isfinite(whole).all()
    assert len(np.unique(whole[:13], axis=0)) > 8
    for name, columns in inputs.items():
        for size in SIZES:
            cut = {column: tensor[:size] for column, tensor in columns.items()}
            received = signatures[name](**cut)["scores"].numpy()
            assert received.shape == (size, 2)
            assert received.tobytes() == whole[:size].tobytes(), (name, size)


def of_roles(opened, roles):
    """The artifacts as of a schema that has a label and columns of these roles."""
    kept = [c for c in opened.schema.columns if c.role in ("label", *roles)]
    return replace(opened, schema=replace(opened.schema, columns=tuple(kept)))


BOTH, NUMBERS, IDS = ("numeric", "categorical"), ("numeric",), ("categorical",)
EXPORTED = [
    *((name, BOTH) for name in MODELS if name not in ("wide-deep", "ncf")),
    ("mlp", NUMBERS),
    ("ncf", IDS),
]


@pytest.mark.parametrize(("name", "roles"), EXPORTED)
def test_every_model_comes_back_from_its_export(golden, inputs, tmp_path, name, roles):
    opened = of_roles(artifacts.load(golden.artifacts), roles)
    parsed = config.parse([*FLAGS, f"--model={name}", "--embedding-dimension=4"])
    model = models.build(parsed, opened.schema)
    compilation.compile_model(model, parsed)
    place = savedmodel.export(model, opened, tmp_path, Termination())
    loaded = tf.saved_model.load(str(place)).signatures
    names = {c.name for c in opened.schema.columns} | {"examples"}
    given = {
        signature: {n: tensor for n, tensor in columns.items() if n in names}
        for signature, columns in inputs.items()
    }
    whole = given["encoded"]
    expected = tf.sigmoid(model(features(whole, opened.schema))).numpy()
    received = loaded["encoded"](**whole)["scores"].numpy()
    np.testing.assert_allclose(received[:, 1], expected, rtol=1e-5)
    for signature, columns in given.items():
        for size in (0, 49):
            cut = {column: tensor[:size] for column, tensor in columns.items()}
            scores = loaded[signature](**cut)["scores"].numpy()
            assert scores.tobytes() == received[:size].tobytes(), (signature, size)


def features(columns, schema):
    def beside(chosen, dtype):
        together = [columns[c.name] for c in chosen]
        return tf.stack(together, axis=1) if together else tf.zeros([500, 0], dtype)

    return {
        "numeric": beside(schema.numeric, tf.float32),
        "ids": beside(schema.categorical, tf.int64),
    }


def test_every_row_has_the_classes_of_the_schema(signatures, inputs):
    for name, columns in inputs.items():
        cut = {column: tensor[:2] for column, tensor in columns.items()}
        classes = signatures[name](**cut)["classes"]
        assert classes.numpy().tolist() == [[b"0", b"1"], [b"0", b"1"]]


def test_the_scores_of_a_row_sum_to_one(signatures, inputs):
    scores = signatures["encoded"](**inputs["encoded"])["scores"].numpy()
    np.testing.assert_allclose(scores.sum(axis=1), 1, atol=1e-6)


def raw(signatures, **changes):
    row = {
        "hour": "1",
        "price": "0.5",
        "site": "example.org",
        "ad-group": "7",
    } | changes
    answer = signatures["raw"](**{name: tf.constant([row[name]]) for name in row})
    return answer["scores"].numpy()[0], answer["errors"].numpy()[0].decode()


def test_missing_texts_are_the_fill_and_unseen_values_one_row(signatures):
    for name in ("hour", "price", "site", "ad-group"):
        fill = raw(signatures, **{name: "-10"})[0]
        for text in ("", "NULL"):
            scores, error = raw(signatures, **{name: text})
            assert (scores.tolist(), error) == (fill.tolist(), "")
    unseen = raw(signatures, site="never seen")[0].tolist()
    assert raw(signatures, site="rare.example")[0].tolist() == unseen
    assert raw(signatures, site="")[0].tolist() != unseen


def test_a_bad_row_is_an_error_of_its_own(signatures):
    columns = {
        "hour": tf.constant(["1", "1.5", "1"]),
        "price": tf.constant(["1", "x", "1"]),
        "site": tf.constant(["example.org"] * 3),
        "ad-group": tf.constant(["7"] * 3),
    }
    answer = signatures["raw"](**columns)
    message = "hour: expected an integer (-?[0-9]{1,18}), received 1.5"
    assert answer["errors"].numpy().tolist() == [b"", message.encode(), b""]
    scores = answer["scores"].numpy()
    assert np.isnan(scores[1]).all()
    assert np.isfinite(scores[[0, 2]]).all()


BAD = [
    row
    for row in json.loads((GOLDEN / "bad_rows.json").read_bytes())
    if row["column"] in ("hour", "price", "site", "ad-group")
]


@pytest.mark.parametrize(
    "row", BAD, ids=lambda row: f"{row['column']} {row['received']}"
)
def test_the_golden_bad_fields_have_the_errors_of_the_contract(signatures, row):
    fields = dict(zip(NAMES, base64.b64decode(row["line"]).split(b"\t"), strict=True))
    given = {name: fields[name] for name in ("hour", "price", "site", "ad-group")}
    scores, error = raw(signatures, **given)
    assert np.isnan(scores).all()
    beginning = f"{row['column']}: expected {row['expected']}, received "
    assert error.startswith(beginning)
    if "\\x" not in row["received"]:
        assert error == beginning + row["received"]


def test_an_example_without_a_feature_is_refused(signatures):
    empty = tf.train.Example().SerializeToString()
    with pytest.raises(tf.errors.InvalidArgumentError, match="ad-group"):
        signatures["serving_default"](examples=tf.constant([empty]))


@pytest.mark.parametrize("role", ["numeric", "categorical"])
@pytest.mark.parametrize("name", [n for n in MODELS if n != "ncf"])
def test_one_kind_of_column_is_enough(golden, role, name):
    opened = of_roles(artifacts.load(golden.artifacts), [role])
    parsed = config.parse([*FLAGS, f"--model={name}"])
    model = models.build(parsed, opened.schema)
    compilation.compile_model(model, parsed)
    counts = len(opened.schema.numeric), len(opened.schema.categorical)
    numeric, ids = tf.ones([2, counts[0]]), tf.ones([2, counts[1]], tf.int64)
    batch = {"numeric": numeric, "ids": ids}
    model.train_step((batch, tf.ones([2]), tf.ones([2])))
    module = ServingModule(model, opened)
    columns = {
        column.name: tf.constant(["-10", "7"]) for column in opened.schema.columns[1:]
    }
    answer = module.signatures()["raw"](columns)
    assert answer["errors"].numpy().tolist() == [b"", b""]
    assert np.isfinite(answer["scores"]).all()
