import numpy as np
import pytest
import tensorflow as tf

from trainer.models.few_rows import ROW
from trainer.optimizer_flags import WIDE_RATES


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
    model = make("deepfm", "--embedding-dimension=4")
    set_rows(model, model.deep.table, [2, 3, 0, 0], [4, 5, 0, 0])
    ignored = [7, 7, 7, 7]
    model.pairs.vectors.assign([ignored, ignored, [1, 0, 0, 0], [0, 1, 0, 0]])
    ones(*model.hidden.dense, model.deep_logit)
    # Pairs: <e1, e2> = 23; the indicators' vectors: 0 between them, and 2 + 4, 3 + 5;
    # by the root of 4.
    # Deep: inputs 0, 0, 1, 1, 2, 3, 4, 5 sum to 16; three units; two of 48; their sum.
    assert model(ROW).numpy().tolist() == [5 + 6 + (23 + 14) / 2 + 96]


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
    model.last_logit.kernel.assign([[100], [1000]])
    # Products 8 and 15; the inputs 6, 7, 8, 9 sum to 30; three units; two of 90.
    assert model(ROW).numpy().tolist() == [8 + 15 + 9000 + 90000]


def test_l2_of_ncf_is_of_all_weights_that_a_row_meets(make):
    model = make("ncf", "--embedding-dimension=1", "--l2=0.5")
    table = np.zeros((20, 1), np.float32)
    table[1], table[2], table[7], table[11], table[17] = 1, 9, 2, 3, 4
    model.deep.table.assign(table)
    for weights in (*model.hidden.trainable_variables, *model.last_logit.weights):
        weights.assign(tf.ones_like(weights))
    # Two rows meet 1, 2, 3 and 4, none meets 9. Kernels of 2 x 3, 3 x 2 and 2 x 1, and
    # as many biases as units: 14 + 6.
    two = {name: tf.repeat(value, 2, axis=0) for name, value in ROW.items()}
    model(two, training=True)
    assert [float(loss) for loss in model.losses] == [0.5 / 2 * (1 + 4 + 9 + 16 + 20)]
    # The optimizer of the table would count a row once for any number of reads.
    assert [optimizer.l2 for optimizer in model.optimizer.optimizers] == [0, 0]


def test_ncf_has_its_logits_without_a_loss_when_it_does_not_learn(make):
    model = make("ncf")
    model(ROW)
    assert model.losses == []


def rows_of_number(model, column):
    """How many rows of a table a number of the two has, that of missing ones too."""
    return model.columns.sizes[2 + column] + 1


@pytest.mark.parametrize("name", WIDE_RATES)
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
