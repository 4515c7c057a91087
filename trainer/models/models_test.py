from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from trainer import config, golden_lists, models
from trainer.contract.errors import UsageError
from trainer.contract.schema import Cross
from trainer.model_flags import MODELS
from trainer.models.conftest import FLAGS
from trainer.models.few_rows import ROW, features, without
from trainer.optimizer_flags import WIDE_RATES
from trainer.record_folder import open_labelled

# A batch of any number of rows: features, label and weight.
ANY_ROWS = (
    {
        "numeric": tf.TensorSpec([None, 2], tf.float32),
        "ids": tf.TensorSpec([None, 2], tf.int64),
    },
    tf.TensorSpec([None], tf.float32),
    tf.TensorSpec([None], tf.float32),
)


def test_ncf_takes_two_ids_and_nothing_else(schema):
    def refusal(given):
        with pytest.raises(UsageError) as caught:
            models.build(config.parse([*FLAGS, "--model=ncf"]), given)
        expected = (
            "--model ncf: expected two categorical columns of one value a row, and no "
            "other feature, received "
        )
        assert str(caught.value).startswith(expected)
        return str(caught.value).removeprefix(expected)

    both = "categorical site, categorical ad-group"
    assert refusal(schema) == f"numeric hour, numeric price, {both}"
    ids = without("numeric", schema)
    site = next(c for c in ids.columns if c.name == "site")
    lists = tuple(
        replace(c, list_separator=",") if c is site else c for c in ids.columns
    )
    assert refusal(replace(ids, columns=lists)) == "list site, categorical ad-group"
    one = tuple(c for c in ids.columns if c is not site)
    assert refusal(replace(ids, columns=one)) == "categorical ad-group"


def test_a_number_in_a_bin_of_another_width_is_named(make):
    flags = ("--numbers=bins", "--embedding-dimension=by-size")
    # Of 4 values, and of more than 59 bins.
    received = one_width_refusal(make, "deepfm", *flags)
    assert received == "3 of site and 16 of hour"


@pytest.mark.parametrize("name", models.OF_ANY_WIDTHS)
def test_the_schema_says_the_width_of_an_embedding_first(make, schema, name):
    columns = [
        replace(column, embedding_dimension=7 if column.name == "site" else None)
        for column in schema.columns
    ]
    given = replace(schema, columns=tuple(columns))
    model = make(name, "--embedding-dimension=5", schema=given)
    assert model.deep.width == 7 + 5
    assert model(ROW).shape == (1,)


def one_width_refusal(make, name, *flags, **given):
    with pytest.raises(UsageError) as caught:
        make(name, *flags, **given)
    expected = (
        f"--model {name}: expected embeddings of one width, by "
        "--embedding-dimension N and nothing else in the schema, received "
    )
    text = str(caught.value)
    assert text.startswith(expected)
    return text.removeprefix(expected)


@pytest.mark.parametrize("name", models.OF_ONE_WIDTH)
def test_a_model_of_one_width_refuses_several(make, schema, name):
    columns = [
        replace(column, embedding_dimension=7 if column.name == "ad-group" else None)
        for column in schema.columns
    ]
    given = replace(schema, columns=tuple(columns))
    flag = "--embedding-dimension=5"
    received = one_width_refusal(make, name, flag, schema=given)
    assert received == "5 of site and 7 of ad-group"


@pytest.mark.parametrize("name", models.OF_ONE_WIDTH)
def test_widths_by_size_that_are_one_are_taken(make, name):
    assert make(name, "--embedding-dimension=by-size").deep.dimension == 3


@pytest.mark.parametrize("name", [n for n in MODELS if n != "linear"])
def test_the_seed_draws_all_weights_of_a_model(make, name):
    one, same, other = (make(name, f"--seed={seed}") for seed in (1, 1, 2))
    batch = (ROW, tf.constant([1.0]), tf.constant([1.0]))
    for model in (one, same):
        model.train_step(batch)
    for left, right in zip(one.weights, same.weights, strict=True):
        assert (left.numpy() == right.numpy()).all(), left.path
    assert one(ROW).numpy() != other(ROW).numpy()


def test_the_width_of_an_embedding_goes_by_the_size_of_its_vocabulary(make):
    # Of 4 values each: round(1.6 * 4^0.56).
    assert make("wide-deep", "--embedding-dimension=by-size").deep.width == 3 + 3
    assert make("wide-deep", "--embedding-dimension=5").deep.width == 5 + 5


@pytest.mark.parametrize("name", WIDE_RATES)
def test_a_cross_has_a_weight_for_each_of_its_buckets(make, schema, name):
    crossed = replace(schema, crosses=(Cross(("site", "ad-group"), 3),))
    model = make(name, schema=crossed)
    bucket = model.crosses(ROW["ids"]).numpy().item()
    before = model(ROW).numpy()
    # Rows: unseen and 4 of site, unseen and 4 of ad-group, then none and 3 buckets.
    weights = np.zeros((14, 1), np.float32)
    weights[10 + bucket] = 100
    model.wide.table.assign(weights)
    np.testing.assert_allclose(model(ROW).numpy() - before, 100, rtol=1e-6)


@pytest.mark.parametrize("name", MODELS)
def test_a_batch_of_any_size_gives_one_logit_a_row(make, name):
    model = make(name)
    for size in (0, 1, 3):
        batch = features(np.zeros((size, 2), np.float32), np.zeros((size, 2)))
        assert model(batch).shape == (size,)


def test_one_step_moves_only_the_rows_that_were_read(make):
    model = make("linear", "--wide-learning-rate=0.3")
    label, weight = tf.constant([1.0]), tf.constant([1.0])
    logs = model.train_step((ROW, label, weight))
    # The logit is 0: the logloss is log 2 and its gradient -1/2.
    np.testing.assert_allclose(logs["loss"], np.log(2), rtol=1e-6)
    table = model.wide.table.numpy()[:, 0]
    step = 0.3 * 0.5 / np.sqrt(0.001 + 0.25)
    np.testing.assert_allclose(table[[1, 7]], step, rtol=1e-5)
    assert not table[[0, 2, 3, 4, 5, 6, 8, 9]].any()
    np.testing.assert_allclose(model.bias.numpy(), 0.001, rtol=1e-3)


@pytest.fixture(scope="module")
def with_lists(tmp_path_factory):
    return open_labelled(golden_lists.write(tmp_path_factory.mktemp("lists"))).schema


def of_lists(tags, tags0):
    """One row; tags has the ids 1 to 3 and so has tags0."""
    lists = {"tags": tags, "tags0": tags0}
    given = {name: tf.constant(ids, tf.int64) for name, ids in lists.items()}
    lengths = {
        f"{n}/lengths": tf.constant([len(i)], tf.int64) for n, i in lists.items()
    }
    numbers = features([[-10.0]], np.zeros((1, 0)))
    return numbers | {"lists": given | lengths}


@pytest.mark.parametrize(("combiner", "expected"), [("mean", 2 + 6), ("sum", 4 + 12)])
def test_the_weights_of_a_list_count_as_the_combiner_says(
    make, with_lists, combiner, expected
):
    model = make("linear", f"--list-combiner={combiner}", schema=with_lists)
    # Rows: unseen and 3 of tags, unseen and 3 of tags0.
    model.wide.table.assign(np.arange(8, dtype=np.float32)[:, np.newaxis])
    # Ids 1 and 3, then 1 and 3: weights 1 + 3, and 5 + 7.
    assert model(of_lists([1, 3], [1, 3])).numpy().tolist() == [expected]


@pytest.mark.parametrize("name", [n for n in MODELS if n != "ncf"])
def test_every_model_learns_of_the_values_of_lists_alone(make, with_lists, name):
    model = make(name, "--hidden-units=16,16", schema=with_lists)
    tables = [v for v in model.trainable_variables if v.path.endswith("/table")]
    before = [table.numpy() for table in tables]
    batch = of_lists([1, 3, 3], [2])
    model.train_step((batch, tf.constant([1.0]), tf.constant([1.0])))
    for table, old in zip(tables, before, strict=True):
        moved = np.flatnonzero((table.numpy() != old).any(axis=1)).tolist()
        assert set(moved) <= {1, 3, 4 + 2}, table.path
        assert table.path != "wide/table" or moved == [1, 3, 6]
    # A row's values are a set: only rounding may tell their order.
    other = of_lists([3, 1, 3], [2])
    np.testing.assert_allclose(model(batch), model(other), rtol=1e-6)
    assert model(of_lists([1, 1, 3], [2])).numpy() != model(batch).numpy()


def product_types(graph):
    return {o.outputs[0].dtype for o in graph.get_operations() if o.type == "MatMul"}


@pytest.mark.parametrize("name", ["wide-deep", "deepfm", "dcn-v2", "dlrm", "mlp"])
def test_the_precision_is_that_of_the_training_step_alone(make, name):
    model = make(name, "--precision=bfloat16")
    learning = tf.function(model.train_step).get_concrete_function(ANY_ROWS).graph
    answering = tf.function(model).get_concrete_function(ANY_ROWS[0]).graph
    assert tf.bfloat16 in product_types(learning)
    assert product_types(answering) == {tf.float32}
    assert {v.dtype for v in model.weights} == {"float32"}


def test_a_row_without_weight_teaches_nothing(make):
    model = make("linear")
    model.train_step((ROW, tf.constant([1.0]), tf.constant([0.0])))
    assert not model.wide.table.numpy().any()


@pytest.mark.parametrize("name", MODELS)
def test_the_training_step_never_reads_a_whole_table(make, name):
    model = make(name)
    graph = tf.function(model.train_step).get_concrete_function(ANY_ROWS).graph
    shapes = [
        operation.outputs[0].shape.as_list()
        for operation in graph.get_operations()
        if operation.type == "ReadVariableOp"
    ]
    assert shapes
    tables = [v for v in model.trainable_variables if v.path.endswith("/table")]
    assert len(tables) == (1 if name in ("linear", "mlp", "ncf") else 2)
    for table in tables:
        assert list(table.shape) not in shapes


@pytest.mark.parametrize("name", MODELS)
def test_a_batch_of_no_row_teaches_nothing_that_is_not_finite(make, name):
    model = make(name)
    none = np.zeros((0, 2), np.float32)
    model.train_step((features(none, none), tf.zeros([0]), tf.zeros([0])))
    for variable in model.weights:
        assert np.isfinite(variable.numpy()).all(), variable.path
