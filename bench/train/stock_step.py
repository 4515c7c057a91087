"""`python -m bench.train.stock_step TOTAL OPTIMIZER`: the same model in plain Keras.

Its tables are stacked, too: an `Embedding` for each column would be slower still.
"""

import argparse

import keras

from bench.train.fit_turns import serve_fit
from bench.train.workload import NUMBERS, draw

OPTIMIZERS = {
    "adam": lambda: keras.optimizers.Adam(0.001),
    "adagrad": lambda: keras.optimizers.Adagrad(0.1, initial_accumulator_value=0.001),
}


def main() -> None:
    """Trains under `fit`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("total", type=int)
    parser.add_argument("optimizer", choices=OPTIMIZERS)
    given = parser.parse_args()
    workload = draw(given.total)
    model = model_of(workload.sizes)
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model.compile(OPTIMIZERS[given.optimizer](), loss=loss, steps_per_execution=16)
    serve_fit(model, (workload.plain_inputs(), workload.label[:, :, None]))


def model_of(sizes: tuple[int, ...]) -> keras.Model:
    """Returns wide-deep: weights and embeddings of width 16, and 128-128-128."""
    rows, features = sum(sizes) + len(sizes), len(sizes)
    numbers = keras.Input([2 * NUMBERS])
    ids = keras.Input([features], dtype="int64")
    weights = keras.layers.Embedding(rows, 1, embeddings_initializer="zeros")(ids)
    embeddings = keras.layers.Embedding(rows, 16)(ids)
    deep = keras.layers.Reshape([16 * features])(embeddings)
    deep = keras.layers.Concatenate()([numbers, deep])
    for _ in range(3):
        deep = keras.layers.Dense(128, activation="relu")(deep)
    parts = [
        keras.layers.Dense(1)(numbers),
        keras.ops.sum(weights, axis=1),
        keras.layers.Dense(1, use_bias=False)(deep),
    ]
    return keras.Model([numbers, ids], keras.layers.Add()(parts))


if __name__ == "__main__":
    main()
