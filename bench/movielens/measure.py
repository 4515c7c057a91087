"""`python -m bench.movielens.measure DIR`: how well `ncf` ranks what users rate next.

The protocol of He et al., "Neural Collaborative Filtering", 2017, section 4.1: every
rating is positive, the latest of each user is held out, and ranked among 99 items that
the user has not rated; HR@10 and NDCG@10 are means over users. Split and lists are the
same for all. With `--validation` the latest rating of each user is left out altogether,
and the one before it is held out: so settings are chosen, and nothing is seen of the
test. ALS has the setting that is the best of its grid there.
"""

import statistics
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.movielens import als, interactions, negatives, ranking
from bench.movielens.interactions import Interactions
from bench.movielens.ours import Ours
from bench.movielens.ranking import Ranking
from bench.results import Row, write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with

SEEDS = (0, 1, 2)
OTHERS = 99
LISTS_SEED = 0
MEASURES = {"HR@10": "hit_rate", "NDCG@10": "ndcg"}


class Split:
    """One rating of each user held out, and the list that it is ranked in.

    Attributes:
      train: all earlier ratings.
      items: [U, 100], the first of each user the held-out one.
    """

    def __init__(self, known: Interactions):
        """Holds the latest rating of each user out."""
        self.train, held_out = known.latest()
        self.items = negatives.candidates(known.table(), held_out, OTHERS, LISTS_SEED)

    def ranked(self, scores: Callable[[int], np.ndarray]) -> list[Ranking]:
        """Returns how good the scores [U, 100] of each seed are."""
        return [ranking.evaluate(scores(seed)) for seed in SEEDS]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures ncf, ALS and popularity, prints a table, leaves it as JSON."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if given.flags and not given.validation:
        parser.error("expected --flags only with --validation")
    known = interactions.read(given.wheel)
    earlier, _ = known.latest()
    if given.validation:
        for result in _ours(Split(earlier), given.folder, given.flags):
            print(f"HR@10 {result.hit_rate:.4f}, NDCG@10 {result.ndcg:.4f}")
        return
    split = Split(known)
    peers = {"ALS": _als(split, Split(earlier)), "popularity": _popularity(split)}
    write("movielens", _rows(_ours(split, given.folder, []), peers))


def _ours(split: Split, folder: Path, flags: Sequence[str]) -> list[Ranking]:
    ours = Ours(folder)
    ours.prepare(split.train)
    return split.ranked(lambda seed: ours.scores(split.items, seed, flags))


def _als(split: Split, validation: Split) -> list[Ranking]:
    with als.session() as spark:

        def of(part: Split, setting: als.Setting, seed: int) -> np.ndarray:
            return als.scores(spark, part.train, part.items, setting, seed)

        found = {s: ranking.evaluate(of(validation, s, SEEDS[0])) for s in als.grid()}
        best = max(found, key=lambda setting: found[setting].ndcg)
        print(
            f"\n== ALS of {best}, the best of {len(found)}: {found[best]}", flush=True
        )
        return split.ranked(lambda seed: of(split, best, seed))


def _popularity(split: Split) -> list[Ranking]:
    counts = np.bincount(split.train.items, minlength=split.train.item_count)
    return [ranking.evaluate(counts[split.items])]


def _rows(ours: Sequence[Ranking], peers: dict[str, Sequence[Ranking]]) -> list[Row]:
    rows = []
    for peer, theirs in peers.items():
        for measure, field in MEASURES.items():
            figures = [getattr(result, field) for result in ours]
            mean = statistics.mean(figures)
            other = statistics.mean(getattr(result, field) for result in theirs)
            spread = max(figures) - min(figures)
            name = f"ncf against {peer}, {measure}"
            rows.append(Row(name, mean, other, measure, mean / other, 1.0, spread))
    return rows


def _parser() -> Arguments:
    parser = Arguments(
        "python -m bench.movielens.measure", "Ranks what users of MovieLens rate next."
    )
    add = parser.add_argument
    add("folder", type=Path, help="takes logs, records and models")
    add("--wheel", type=Path, required=True, help="recbole's, which has the ratings")
    held_out = "hold the latest rating but one out, and measure ncf alone"
    add("--validation", action="store_true", help=held_out)
    flags = "of the trainer, in one text, with --validation"
    add("--flags", type=str.split, default="", metavar="'--FLAG=V …'", help=flags)
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.movielens", main))
