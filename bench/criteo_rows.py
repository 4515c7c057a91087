"""Generates Criteo-like click logs whose true click probabilities are known.

Lines have no header: the label, 13 integers and 26 categorical values, separated by
tabs; missing fields are empty. Logs of different seeds are of the same world, so train
on one and evaluate on another. A log of M rows is the beginning of the log of N > M
rows with the same seed, and the same arguments give the same bytes.

What is printed: `bayes_auc` and `bayes_logloss` are those of the true probability, so
no model does better in expectation; `additive_auc` is about the ceiling of a model
without interactions (a fitted one can exceed it by some thousandths, since main effects
also pick up the margins of the interactions).
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np

from bench.planted.quality import auc, logloss
from bench.planted.rows import encode
from bench.planted.world import CHUNK, Chunk, World


def generate(
    rows: int,
    seed: int,
    out: Path,
    *,
    labelled: bool = True,
    truth: Path | None = None,
    flat_tails: bool = False,
) -> dict:
    """Writes a log; it appears under its name when it is whole.

    Args:
        rows: How many rows.
        seed: Which log of the world.
        out: The file, or `-` for standard output.
        labelled: Whether lines begin with the label.
        truth: If given, also write `label<TAB>true probability`, one line a row.
        flat_tails: Whether rare values are all alike: 34 million different ones in a
            log of Criteo's size, and not 18.

    Returns:
        What is true of the rows: `rows`, `bytes`, `columns`, `label_mean`,
        `planted_mean`, `bayes_auc`, `additive_auc`, `bayes_logloss`, `base_logloss`,
        `seed`. An AUC is None where there is only one class.
    """
    known, size = [], 0
    with _whole(out) as log, _whole(truth) as truths:
        world = World(flat_tails=flat_tails)
        for chunk in _chunks(world, rows, seed):
            texts = world.texts(chunk.features.ranks)
            label = chunk.clicked if labelled else None
            size += log.write(encode(chunk.features, texts, label))
            if truths:
                truths.write(_truth_lines(chunk))
            known.append(chunk[1:])
    columns = [np.concatenate(parts) for parts in zip(*known, strict=True)]
    return {"seed": seed, "bytes": size, "columns": 39 + labelled} | _facts(*columns)


def _chunks(world: World, rows: int, seed: int) -> Iterator[Chunk]:
    for index in range(-(-rows // CHUNK)):
        yield world.chunk(seed, index).first(min(CHUNK, rows - index * CHUNK))


def _truth_lines(chunk: Chunk) -> bytes:
    pairs = zip(chunk.clicked.tolist(), chunk.probability.tolist(), strict=True)
    return "".join(f"{clicked:d}\t{p:.6f}\n" for clicked, p in pairs).encode()


def _facts(additive: np.ndarray, probability: np.ndarray, clicked: np.ndarray) -> dict:
    rate = clicked.mean()
    base = np.full(len(clicked), np.clip(rate, 1e-9, 1 - 1e-9))
    facts = {
        "label_mean": rate,
        "planted_mean": probability.mean(),
        "bayes_auc": auc(probability, clicked),
        "additive_auc": auc(additive, clicked),
        "bayes_logloss": logloss(probability, clicked),
        "base_logloss": logloss(base, clicked),
    }
    rounded = {k: v if v is None else round(float(v), 5) for k, v in facts.items()}
    return {"rows": len(clicked)} | rounded


@contextmanager
def _whole(path: Path | None) -> Iterator[IO[bytes] | None]:
    """Opens a file that appears under its name only when all of it is written."""
    if path is None:
        yield None
    elif str(path) == "-":
        yield sys.stdout.buffer
    else:
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        try:
            with open(part, "wb") as file:
                yield file
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count


_count.__name__ = "number of rows from 1"  # what argparse calls it in its message


def main(arguments: list[str] | None = None) -> None:
    """Generates a log as the command line says; prints what is true of its rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=_count, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="'-' is stdout")
    parser.add_argument("--test", action="store_true", help="leave out the label")
    parser.add_argument(
        "--truth", type=Path, help="also write label<TAB>probability, one line a row"
    )
    parser.add_argument(
        "--flat-tails", action="store_true", help="rare values are all alike"
    )
    given = parser.parse_args(arguments)
    facts = generate(
        given.rows,
        given.seed,
        given.out,
        labelled=not given.test,
        truth=given.truth,
        flat_tails=given.flat_tails,
    )
    print(json.dumps(facts), file=sys.stderr if str(given.out) == "-" else sys.stdout)


if __name__ == "__main__":
    main()
