"""A whole run on rows whose click depends on what stands in a list."""

import contextlib
import io
import json

import numpy as np
import pytest
import tensorflow as tf

from trainer import config, golden_lists, run
from trainer.contract.records import frame
from trainer.termination import Termination

ROWS, PER_RECORD = 6_000, 500


def generated(seed, told):
    """Records of rows that are clicked oftener the more of their tags are a.

    The other columns say nothing; neither do the tags, unless they are told.
    """
    random = np.random.default_rng(seed)
    lengths = random.integers(1, 5, ROWS)
    tags = [random.integers(0, 4, length) for length in lengths]
    # The ids of -10, a and b are 1, 2 and 3; c, which is unseen, has 0.
    share = np.array([(one == 2).mean() for one in tags])
    label = random.random(ROWS) < 0.1 + 0.8 * share
    shown = tags if told else [np.ones_like(one) for one in tags]
    other = random.integers(1, 4, ROWS)
    return b"".join(
        frame(_record(label[rows], shown[rows], other[rows]))
        for rows in (slice(n, n + PER_RECORD) for n in range(0, ROWS, PER_RECORD))
    )


def _record(label, tags, other):
    feature = {
        "clicked": floats(label),
        "tags-2": floats(np.full(len(label), 4)),
        "tags": integers(np.concatenate(tags)),
        "tags/lengths": integers(map(len, tags)),
        "tags0": integers(other),
        "tags0/lengths": integers(np.ones(len(label), np.int64)),
    }
    made = tf.train.Example(features=tf.train.Features(feature=feature))
    return made.SerializeToString(deterministic=True)


def floats(values):
    return tf.train.Feature(float_list=tf.train.FloatList(value=values))


def integers(values):
    return tf.train.Feature(int64_list=tf.train.Int64List(value=values))


@pytest.fixture
def trained(tmp_path):
    def of(name, told, *flags):
        train = golden_lists.write(tmp_path / name, generated(0, told))
        evaluate = golden_lists.write(tmp_path / f"{name}-eval", generated(1, told))
        folders = (f"--train-dir={train}", f"--eval-dir={evaluate}")
        job = tmp_path / f"{name}-job"
        given = [f"--job-dir={job}", *folders, "--batch-size=100"]
        with contextlib.redirect_stdout(io.StringIO()):
            parsed = config.parse([*given, "--hidden-units=8", *flags])
            exported = run.run(parsed, Termination())
        return exported, json.loads((job / "metrics.json").read_bytes())

    return of


def test_a_run_learns_what_a_list_says_and_its_export_scores_it(trained):
    exported, figures = trained("told", True, "--cache", "--epochs=2")
    assert figures["auc"] > 0.75
    signatures = tf.saved_model.load(str(exported)).signatures
    texts = {"tags": ["a", "b", "a,b"], "tags-2": ["4"] * 3, "tags0": ["x"] * 3}
    raw = signatures["raw"](**{n: tf.constant(t) for n, t in texts.items()})
    one, none, half = raw["scores"].numpy()[:, 1]
    assert one > half > none
    encoded = signatures["encoded"](
        **{
            "tags": tf.constant([2, 3, 2, 3], tf.int64),
            "tags/lengths": tf.constant([1, 1, 2], tf.int64),
            "tags-2": tf.constant([4.0] * 3),
            "tags0": tf.constant([1] * 3, tf.int64),
            "tags0/lengths": tf.constant([1] * 3, tf.int64),
        }
    )
    assert (encoded["scores"].numpy() == raw["scores"].numpy()).all()


def test_without_the_values_of_the_list_there_is_nothing_to_learn(trained):
    _, figures = trained("untold", False, "--model=linear", "--epochs=1")
    assert figures["auc"] < 0.6
