"""`python -m bench.train.torch_step TOTAL`: the same model in torch, on CPU.

Row-sparse Adagrad on the tables, Adam on the rest, as this project's default has it.
"""

import argparse

import torch

from bench.train.taking_turns import serve
from bench.train.workload import NUMBERS, Workload, draw


class WideDeep(torch.nn.Module):
    """Weights and embeddings of width 16, stacked, and 128-128-128."""

    def __init__(self, sizes: tuple[int, ...]):
        """Makes the layers."""
        super().__init__()
        rows, features = sum(sizes) + len(sizes), len(sizes)
        bag = {"mode": "sum", "sparse": True}
        self.weights = torch.nn.EmbeddingBag(rows, 1, **bag)
        self.embeddings = torch.nn.EmbeddingBag(rows, 16, **bag)
        self.linear = torch.nn.Linear(2 * NUMBERS, 1)
        widths = [2 * NUMBERS + 16 * features, 128, 128, 128]
        layers = []
        for width, units in zip(widths[:-1], widths[1:], strict=True):
            layers += [torch.nn.Linear(width, units), torch.nn.ReLU()]
        self.deep = torch.nn.Sequential(*layers, torch.nn.Linear(128, 1, bias=False))

    def forward(self, numbers: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
        """Returns the logits [B] of numbers [B, 2N] and rows [B, F] of the tables."""
        embeddings = self.embeddings(rows.reshape(-1, 1)).reshape(len(rows), -1)
        deep = self.deep(torch.cat([numbers, embeddings], dim=1))
        return (self.linear(numbers) + self.weights(rows) + deep)[:, 0]


def main() -> None:
    """Trains in the usual loop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("total", type=int)
    workload = draw(parser.parse_args().total)
    torch.manual_seed(0)
    model = WideDeep(workload.sizes)
    tables = [*model.weights.parameters(), *model.embeddings.parameters()]
    dense = [*model.linear.parameters(), *model.deep.parameters()]
    optimizers = [
        torch.optim.Adagrad(tables, lr=0.1, initial_accumulator_value=0.001),
        torch.optim.Adam(dense, lr=0.001),
    ]
    loss = torch.nn.BCEWithLogitsLoss()
    batches = _batches(workload)

    def take(steps: int) -> None:
        for step in range(steps):
            numbers, rows, label = batches[step % len(batches)]
            for optimizer in optimizers:
                optimizer.zero_grad(set_to_none=True)
            loss(model(numbers, rows), label).backward()
            for optimizer in optimizers:
                optimizer.step()

    serve(take)


def _batches(workload: Workload) -> list[tuple[torch.Tensor, ...]]:
    columns = (*workload.plain_inputs(), workload.label)
    return list(zip(*map(torch.from_numpy, columns), strict=True))


if __name__ == "__main__":
    main()
