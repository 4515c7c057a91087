"""`python -m bench.quality.measure FOLDER`: how near models come to the best AUC.

Rows have a planted click model (bench/planted), so the best AUC on them, that of the
true probability, is known. Every model is trained for one epoch, by its defaults alone
for all else.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.quality import encoded_columns, goals, planted_rows
from bench.quality.contestants import FUXICTR, LIGHTGBM, MODELS, Contestants
from bench.quality.peer import FEW_ROWS
from bench.results import Row, write
from trainer.contract.arguments import Arguments
from trainer.contract.errors import InputError, exit_with
from trainer.quiet_tensorflow import import_tensorflow

SEEDS = (0, 1, 2)
# Peers take many times as long.
PEER_SEED = 0
# That of the trainer's default.
BATCH = 1024


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains every model with every seed, prints the table and leaves it as JSON.

    Raises:
        SparkyError: A model cannot be trained.
    """
    given = _parser().parse_args(arguments)
    contestants = _contestants(given)
    ours = {
        model: [contestants.ours(model, seed, "--epochs=1") for seed in SEEDS]
        for model in MODELS
    }
    rows = goals.table(ours, contestants.rows.bayes_auc)
    write("quality", rows + _peers(contestants, ours))


def _peers(contestants: Contestants, ours: Mapping[str, Sequence[float]]) -> list[Row]:
    best = goals.best_of(ours)
    steps = f"--train-steps={FEW_ROWS // BATCH}"
    few = [contestants.ours("dcn-v2", PEER_SEED, steps)]
    return [
        goals.against_peer(
            f"best model ({best})", ours[best], "LightGBM", _peer(contestants, LIGHTGBM)
        ),
        goals.against_peer(
            f"dcn-v2 on {FEW_ROWS:,} rows",
            few,
            "FuxiCTR's DCNv2 on as many",
            _peer(contestants, FUXICTR),
        ),
    ]


def _contestants(given: argparse.Namespace) -> Contestants:
    if not given.resume:
        _make_rows(given)
    rows = planted_rows.made(given.folder)
    all_of_them = Contestants(given.folder, rows, given.folder / "columns", given.peers)
    return all_of_them if given.resume else all_of_them.forget()


def _make_rows(given: argparse.Namespace) -> None:
    from trainer.record_folder import open_labelled

    import_tensorflow()
    rows = planted_rows.make(given.folder, given.rows, given.rows // 10)
    for records in (rows.train, rows.evaluate):
        columns = given.folder / "columns" / records.name
        encoded_columns.write(open_labelled(records), columns)


def _peer(contestants: Contestants, module: str) -> float | str:
    try:
        return contestants.peer(module, PEER_SEED)
    except InputError as error:
        # The last line of what it said.
        return str(error).splitlines()[-1]


def _parser() -> argparse.ArgumentParser:
    parser = Arguments("python -m bench.quality.measure", "AUC of models and peers.")
    parser.add_argument("folder", type=Path, help="where outputs go, and are replaced")
    rows = "to learn from; a tenth as many to be judged by"
    parser.add_argument("--rows", type=int, default=5_000_000, help=rows)
    peers = "a Python that has the peers"
    parser.add_argument("--peers", type=Path, required=True, help=peers)
    resume = "go on where a run of before was cut off"
    parser.add_argument("--resume", action="store_true", help=resume)
    return parser


if __name__ == "__main__":
    sys.exit(exit_with("bench.quality", main))
