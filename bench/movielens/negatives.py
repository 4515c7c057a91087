"""Items that a user has not rated, drawn at random."""

import numpy as np

from bench.movielens.interactions import Interactions


def candidates(
    rated: np.ndarray, held_out: np.ndarray, count: int, seed: int
) -> np.ndarray:
    """Returns what a model ranks for each user: the held-out item, then negatives.

    Args:
      rated: whether a user has rated an item, the held-out one included, bool [U, I].
      held_out: the item of each user, [U].
      count: of negatives, all different, each unrated.
      seed: of the draw.

    Returns:
      Items, [U, 1 + count].
    """
    generator = np.random.default_rng(seed)
    drawn = [
        generator.choice(np.flatnonzero(~of_user), count, replace=False)
        for of_user in rated
    ]
    return np.column_stack([held_out, drawn])


def labelled(
    positives: Interactions, rated: np.ndarray, negatives: int, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Returns every positive and so many negatives of its user, in random order.

    Args:
      positives: the observed feedback, [N].
      rated: what is no negative, bool [U, I].
      negatives: for each positive, each drawn from all that its user has not rated.
      seed: of the draw and of the order.

    Returns:
      Labels, users and items, each [N * (1 + negatives)].
    """
    generator = np.random.default_rng(seed)
    users = np.repeat(positives.users, negatives)
    items = generator.integers(positives.item_count, size=len(users))
    while (taken := rated[users, items]).any():
        items[taken] = generator.integers(positives.item_count, size=taken.sum())
    labels = np.repeat([1, 0], [len(positives.users), len(users)])
    order = generator.permutation(len(labels))
    return (
        labels[order],
        np.concatenate([positives.users, users])[order],
        np.concatenate([positives.items, items])[order],
    )
