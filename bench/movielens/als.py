"""The peer: matrix factorization for implicit feedback, by Spark ML's ALS."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from pyspark.ml.recommendation import ALS, ALSModel
from pyspark.sql import DataFrame, SparkSession

from bench.movielens.interactions import Interactions

ITERATIONS = 10


class Setting(NamedTuple):
    """What is tuned of ALS.

    Hu et al., "Collaborative Filtering for Implicit Feedback Datasets", 2008.

    Attributes:
      rank: the width of a factor.
      regularization: lambda, scaled by the ratings of each user and item.
      alpha: how much a rating weighs, 1 + alpha, where no rating weighs 1.
    """

    rank: int
    regularization: float
    alpha: float


def grid() -> Iterator[Setting]:
    """Yields every setting that is tried."""
    found = itertools.product((16, 32, 64), (0.01, 0.03), (1.0, 4.0))
    yield from itertools.starmap(Setting, found)


def session() -> SparkSession:
    """Returns Spark on all cores of this machine, without a page of its own."""
    builder = SparkSession.builder.master("local[*]").appName("bench-movielens")
    builder = builder.config("spark.ui.enabled", False)
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    builder = builder.config("spark.driver.host", "127.0.0.1")
    return builder.config("spark.sql.shuffle.partitions", 2).getOrCreate()


def scores(
    spark: SparkSession,
    train: Interactions,
    items: np.ndarray,
    setting: Setting,
    seed: int,
) -> np.ndarray:
    """Returns what ALS gives for the items [U, K] of each user, [U, K].

    Args:
      spark: fits the model.
      train: the observed feedback.
      items: to score; one without a rating is last.
      setting: of the model.
      seed: of the first factors.
    """
    model = _fitted(_table(spark, train), setting, seed)
    users = _factors(model.userFactors, train.user_count, setting.rank)
    of_items = _factors(model.itemFactors, train.item_count, setting.rank)
    found = np.einsum("ur,ukr->uk", users, of_items[items])
    return np.where(np.isnan(found), -np.inf, found)


def _table(spark: SparkSession, train: Interactions) -> DataFrame:
    pairs = zip(train.users.tolist(), train.items.tolist(), strict=True)
    return spark.createDataFrame(
        [(u, i, 1.0) for u, i in pairs], "u int, i int, r float"
    )


def _fitted(table: DataFrame, setting: Setting, seed: int) -> ALSModel:
    return ALS(
        userCol="u",
        itemCol="i",
        ratingCol="r",
        implicitPrefs=True,
        rank=setting.rank,
        regParam=setting.regularization,
        alpha=setting.alpha,
        maxIter=ITERATIONS,
        numUserBlocks=2,
        numItemBlocks=2,
        seed=seed,
    ).fit(table)


def _factors(table: DataFrame, count: int, rank: int) -> np.ndarray:
    factors = np.full((count, rank), np.nan)
    for row in table.collect():
        factors[row.id] = row.features
    return factors
