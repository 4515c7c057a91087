"""`python -m bench.quality.fuxictr_peer COLUMNS SCORES SEED`: its DCNv2, on CPU.

The model is that of FuxiCTR's model zoo, of its layers: two cross layers beside
128-128-128, embeddings of width 16, all of Adam at 0.001, one epoch. Numbers are in the
bins of FuxiCTR's Criteo recipe: `floor(log(x)^2)` above 2, the number itself up to 2.
Its Adam passes over all embeddings at every step, so it learns from the first
`FEW_ROWS` rows alone.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from fuxictr.features import FeatureMap
from fuxictr.pytorch.layers import CrossNetV2, FeatureEmbedding, MLP_Block
from fuxictr.pytorch.models import BaseModel

from bench.quality.peer import FEW_ROWS, Columns, columns, held_out, serve

_MISSING, _LABEL = -10, "label"
_BATCH = 4096
_WIDTH, _HIDDEN, _CROSS_LAYERS = 16, [128, 128, 128], 2


class DCNv2(BaseModel):
    """Cross layers beside hidden layers, as in the model zoo."""

    def __init__(self, features: FeatureMap, folder: str):
        """Makes the model and its optimizer."""
        given = {"model_root": folder, "metrics": ["AUC"], "verbose": 0}
        super().__init__(features, **given)
        width = features.num_fields * _WIDTH
        self.embeddings = FeatureEmbedding(features, _WIDTH)
        self.cross = CrossNetV2(width, _CROSS_LAYERS)
        self.deep = MLP_Block(width, _HIDDEN)
        self.last = torch.nn.Linear(width + _HIDDEN[-1], 1)
        self.compile("adam", "binary_cross_entropy", 0.001)
        self.reset_parameters()

    def forward(self, inputs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """Returns the probabilities [B, 1] as `y_pred`."""
        first = self.embeddings(self.get_inputs(inputs), flatten_emb=True)
        both = torch.cat([self.cross(first), self.deep(first)], dim=-1)
        return {"y_pred": self.output_activation(self.last(both))}


class Batches:
    """Batches of rows as FuxiCTR takes them: one tensor a feature."""

    def __init__(self, ids: np.ndarray, label: np.ndarray, order: np.ndarray):
        """Takes ids [N, C], labels [N], and which rows in which order."""
        self._ids, self._label, self._order = ids, label, order

    def __len__(self) -> int:
        """How many batches there are."""
        return -(-len(self._order) // _BATCH)

    def __iter__(self) -> Iterator[dict[str, torch.Tensor]]:
        """Yields them."""
        for start in range(0, len(self._order), _BATCH):
            rows = self._order[start : start + _BATCH]
            of_rows = torch.from_numpy(self._ids[rows].astype(np.int64))
            batch = {
                _name(column): of_rows[:, column] for column in range(of_rows.shape[1])
            }
            yield {**batch, _LABEL: torch.from_numpy(self._label[rows])}


def scores(train: Path, evaluate: Path, seed: int) -> np.ndarray:
    """Returns the scores float [N] of the evaluate rows."""
    torch.manual_seed(seed)
    given, asked = columns(train).first(FEW_ROWS), columns(evaluate)
    learnt, kept = held_out(len(given.label))
    ids, sizes = _ids(given, asked)
    rows = np.arange(len(given.label))
    order = np.random.default_rng(seed).permutation(rows[learnt])
    with tempfile.TemporaryDirectory() as folder:
        model = DCNv2(_features(sizes), folder)
        Path(model.model_dir).mkdir(exist_ok=True)
        watched = Batches(ids, given.label, rows[kept])
        model.fit(Batches(ids, given.label, order), 1, watched)
    every = np.arange(len(asked.label))
    return model.predict(Batches(_ids(asked, given)[0], asked.label, every))


def _ids(these: Columns, others: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Returns ids [N, F + C] of numbers and categories, and the size of each column."""
    ids = [np.concatenate([_bins(c.numeric), c.ids], axis=1) for c in (these, others)]
    return ids[0], np.maximum(*(of.max(axis=0) for of in ids)) + 1


def _bins(numbers: np.ndarray) -> np.ndarray:
    large = np.floor(np.log(np.maximum(numbers, 1)) ** 2)
    # 0 is missing, and 1 to 8 the numbers from -5 to 2.
    small = np.clip(numbers, -5, 2) + 6
    bins = np.where(numbers > 2, 9 + large, small)
    return np.where(numbers == _MISSING, 0, bins).astype(np.int32)


def _features(sizes: np.ndarray) -> FeatureMap:
    features = FeatureMap("planted", ".")
    for column, size in enumerate(sizes.tolist()):
        features.features[_name(column)] = {
            "type": "categorical",
            "source": "",
            "vocab_size": size,
        }
    features.labels = [_LABEL]
    features.num_fields = len(sizes)
    features.set_column_index()
    return features


def _name(column: int) -> str:
    return f"column_{column}"


if __name__ == "__main__":
    serve(scores)
