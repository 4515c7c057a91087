from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from trainer import config, golden_lists, models, training
from trainer.contract.errors import UsageError
from trainer.contract.schema import Cross
from trainer.record_folder import open_labelled

FOLDERS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e"]
FLAGS = [*FOLDERS, "--hidden-units=3,2", "--numbers=log"]


@pytest.fixture
def schema(golden):
    return open_labelled(golden.train).schema


@pytest.fixture
def make(schema):
    def of(name, *flags, schema=schema):
        # ncf has two ids, and nothing else.
        if name == "ncf":
            schema = without("numeric", schema)
        parsed = config.parse([*FLAGS, f"--model={name}", *flags])
        model = models.build(parsed, schema)
        training.compile_model(model, parsed)
        return model

    return of


def without(role, schema):
    kept = tuple(c for c in schema.columns if c.role != role)
    return replace(schema, columns=kept)


def features(numeric, ids):
    return {"numeric": tf.constant(numeric), "ids": tf.constant(ids, tf.int64)}


# Numbers -10 are missing: value 0 and indicator 1 in each of the two columns.
ROW = features([[-10.0, -10.0]], [[1, 2]])


def test_linear_adds_the_weights_of_a_row(make):
    model = make("linear")
    # Rows of the table: unseen, 4 of site, unseen, 4 of ad-group.
    model.wide.table.assign(np.arange(10, dtype=np.float32)[:, np.newaxis])
    model.numeric_weights.assign([100.0, 200.0, 0.25, 0.5])
    model.bias.assign(1000.0)
    assert model(ROW).numpy().tolist() == [1000 + 0.25 + 0.5 + 1 + 7]


def set_rows(model, table, site, ad_group):
    """Gives the values of `ROW` weights 5 and 6, and these embeddings."""
    weights, embeddings = np.zeros((10, 1), np.float32), np.zeros(table.shape)
    weights[1], weights[7], embeddings[1], embeddings[7] = 5, 6, site, ad_group
    model.wide.table.assign(weights)
    table.assign(embeddings)


def test_wide_deep_is_linear_plus_the_hidden_layers(make):
    model = make("wide-deep", "--embedding-dimension=1")
    set_rows(model, model.deep.tables[0].table, 2, 3)
    ones(*model.hidden.dense, model.deep_logit)
    # Deep: inputs 0, 0, 1, 1, 2, 3 sum to 7; three units of 7; two of 21; their sum.
    assert model(ROW).numpy().tolist() == [5 + 6 + 42]


def ones(*layers):
    for layer in layers:
        layer.weights[0].assign(tf.ones_like(layer.weights[0]))


def test_deepfm_is_linear_plus_the_pairs_plus_the_hidden_layers(make):
    model = make("deepfm", "--embedding-dimension=2")
    set_rows(model, model.deep.table, [2, 3], [4, 5])
    model.pairs.vectors.assign([[7, 7], [7, 7], [1, 0], [0, 1]])
    ones(*model.hidden.dense, model.deep_logit)
    # Pairs: <e1, e2> = 23; the indicators' vectors: 0 between them, and 2 + 4, 3 + 5.
    # Deep: inputs 0, 0, 1, 1, 2, 3, 4, 5 sum to 16; three units; two of 48; their sum.
    assert model(ROW).numpy().tolist() == [5 + 6 + 23 + 14 + 96]


def test_dcn_v2_is_linear_plus_cross_layers_beside_hidden_layers(make):
    model = make("dcn-v2", "--embedding-dimension=1")
    set_rows(model, model.deep.tables[0].table, 2, 3)
    ones(*model.hidden.dense, model.last_logit)
    for layer in model.cross_layers:
        layer.kernel.assign(np.eye(6, dtype=np.float32))
    # Inputs 0, 0, 1, 1, 2, 3. Crossed: 0, 0, 2, 2, 6, 12, then 0, 0, 4, 4, 18, 48.
    # Deep: they sum to 7; three units of 7; two of 21; their sum.
    assert model(ROW).numpy().tolist() == [5 + 6 + 74 + 42]


def test_dlrm_is_linear_plus_a_top_over_the_numbers_and_the_pairs(make):
    model = make("dlrm", "--embedding-dimension=2")
    set_rows(model, model.deep.table, [2, 3], [4, 5])
    ones(*model.bottom.dense, *model.top.dense, model.top_logit)
    # Bottom: inputs 0, 0, 1, 1; three units of 2; two of 6; z is 12, 12.
    # Pairs: 12 * 5 = 60, 12 * 9 = 108, 2 * 4 + 3 * 5 = 23.
    # Top: 12 + 12 + 60 + 108 + 23 = 215; three units; two of 645; their sum.
    assert model(ROW).numpy().tolist() == [5 + 6 + 1290]


def test_mlp_is_the_hidden_layers_and_nothing_beside_them(make):
    model = make("mlp", "--embedding-dimension=1")
    table = np.zeros((10, 1), np.float32)
    table[1], table[7] = 2, 3
    model.deep.tables[0].table.assign(table)
    ones(*model.hidden.dense, model.last_logit)
    # Inputs 0, 0, 1, 1, 2, 3 sum to 7; three units of 7; two of 21; their sum.
    assert model(ROW).numpy().tolist() == [42]


def test_ncf_is_products_beside_hidden_layers_of_other_embeddings(make):
    model = make("ncf", "--embedding-dimension=2")
    # Rows: unseen and 4 of site, unseen and 4 of ad-group, then the same for the MLP.
    table = np.zeros((20, 2), np.float32)
    table[1], table[7], table[11], table[17] = [2, 3], [4, 5], [6, 7], [8, 9]
    model.deep.table.assign(table)
    ones(*model.hidden.dense)
    model.last_logit.kernel.assign([[1], [10], [100], [1000]])
    # Products 8 and 15; the inputs 6, 7, 8, 9 sum to 30; three units; two of 90.
    assert model(ROW).numpy().tolist() == [8 + 150 + 9000 + 90000]


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


def rows_of_number(model, column):
    """How many rows of a table a number of the two has, that of missing ones too."""
    return model.columns.sizes[2 + column] + 1


@pytest.mark.parametrize("name", config.WIDE_RATES)
def test_numbers_in_bins_have_a_weight_each(make, name):
    model = make(name, "--numbers=bins")
    weights = np.zeros(model.wide.table.shape, np.float32)
    before = model(ROW).numpy()
    # Both are missing: the first row of each of the last two features.
    first = 10, 10 + rows_of_number(model, 0)
    weights[list(first), 0] = 64, 256
    model.wide.table.assign(weights)
    assert model(ROW).numpy() - before == 64 + 256


def test_numbers_in_bins_have_an_embedding_each_and_no_other_place(make):
    model = make("wide-deep", "--numbers=bins", "--embedding-dimension=1")
    table = model.deep.tables[0].table
    embeddings = np.zeros(table.shape, np.float32)
    # Rows: as above, and the last bin of the second column, which -10 is not in.
    embeddings[[1, 7, 10, 10 + rows_of_number(model, 0), -1], 0] = 2, 3, 4, 5, 1000
    table.assign(embeddings)
    ones(*model.hidden.dense, model.deep_logit)
    # Deep: inputs 2, 3, 4, 5 sum to 14; three units of it; two of 42; their sum.
    assert model(ROW).numpy().tolist() == [84]


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


@pytest.mark.parametrize("name", [n for n in config.MODELS if n != "linear"])
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


@pytest.mark.parametrize("name", config.WIDE_RATES)
def test_a_cross_has_a_weight_for_each_of_its_buckets(make, schema, name):
    crossed = replace(schema, crosses=(Cross(("site", "ad-group"), 3),))
    model = make(name, schema=crossed)
    bucket = model.crosses(ROW["ids"]).numpy().item()
    before = model(ROW).numpy()
    # Rows: unseen and 4 of site, unseen and 4 of ad-group, then none and 3 buckets.
    weights = np.zeros((14, 1), np.float32)
    weights[10 + bucket] = 100
    model.wide.table.assign(weights)
    assert model(ROW).numpy() - before == 100


@pytest.mark.parametrize("name", config.MODELS)
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


@pytest.mark.parametrize("name", [n for n in config.MODELS if n != "ncf"])
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


def test_a_row_without_weight_teaches_nothing(make):
    model = make("linear")
    model.train_step((ROW, tf.constant([1.0]), tf.constant([0.0])))
    assert not model.wide.table.numpy().any()


@pytest.mark.parametrize("name", config.MODELS)
def test_the_training_step_never_reads_a_whole_table(make, name):
    model = make(name)
    spec = (
        {
            "numeric": tf.TensorSpec([None, 2], tf.float32),
            "ids": tf.TensorSpec([None, 2], tf.int64),
        },
        tf.TensorSpec([None], tf.float32),
        tf.TensorSpec([None], tf.float32),
    )
    graph = tf.function(model.train_step).get_concrete_function(spec).graph
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
