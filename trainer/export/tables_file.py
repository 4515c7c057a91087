"""The tables of a trained model as its export tells them."""

from trainer.contract.feature_tables import FeatureTables, Table
from trainer.models.click_model import ClickModel


def tables_of(model: ClickModel, salt: int) -> FeatureTables:
    """Returns which rows of its variables are whose.

    Args:
      model: built.
      salt: of the fingerprints of its vocabulary index.
    """
    places = {id(variable): n for n, variable in enumerate(model.weights)}
    tables = tuple(
        Table(places[id(layer.table)], layer.dimension, blocks)
        for layer, blocks in model.blocks()
    )
    bins = {name: tuple(bounds) for name, bounds in model.bounds.items()}
    return FeatureTables(salt, bins, tables)
