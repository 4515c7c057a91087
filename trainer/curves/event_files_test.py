import pytest
import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from trainer.curves import learning_curves

WEIGHTS = ("hidden/hidden_1/kernel", "deep/deep_4/table", "wide/table")


@pytest.fixture(scope="module")
def logs(golden_run):
    [folder] = (golden_run.job / "logs").iterdir()
    return folder


def test_tensorboard_finds_scalars_histograms_and_the_graph(logs):
    shown = EventAccumulator(str(logs)).Reload()
    tags = shown.Tags()
    assert {
        *("loss", "epoch_loss", "evaluate_logloss", "evaluate_auc"),
        *("rows_per_second", "learning_rate/wide", "learning_rate/deep"),
    } <= set(tags["tensors"])
    weights = " ".join(tags["tensors"])
    assert all(name in weights for name in WEIGHTS), weights
    assert tags["graph"]
    operations = {node.op for node in shown.Graph().node}
    assert {"MatMul", "ResourceGather"} <= operations


def test_the_curves_are_the_scalars_by_step(logs, golden_run):
    curves = learning_curves.read(logs)
    assert [step for step, _ in curves["loss"]] == [4, 8]
    # An epoch is one point of these few steps.
    losses = [value for _, value in curves["epoch_loss"]]
    assert [value for _, value in curves["loss"]] == pytest.approx(losses, rel=1e-6)
    best = min(value for _, value in curves["evaluate_logloss"])
    assert best == pytest.approx(golden_run.metrics["logloss"], rel=1e-6)
    rates = [value for _, value in curves["learning_rate/deep"]]
    assert rates == pytest.approx([0.1, 0.1])


def test_a_file_that_is_cut_shows_what_stands_before_and_later_values_count(tmp_path):
    for name, value in (("a", 1.0), ("b", 2.0)):
        writer = tf.summary.create_file_writer(str(tmp_path), filename_suffix=name)
        with writer.as_default():
            tf.summary.scalar("loss", value, step=1)
            tf.summary.scalar("loss", value, step=2)
        writer.close()
    first, second = sorted(tmp_path.iterdir(), key=lambda path: path.name[-1])
    first.rename(tmp_path / "events.out.tfevents.0")
    second.rename(tmp_path / "events.out.tfevents.1")
    cut = (tmp_path / "events.out.tfevents.1").read_bytes()[:-9]
    (tmp_path / "events.out.tfevents.1").write_bytes(cut)
    assert learning_curves.read(tmp_path) == {"loss": [(1, 2.0), (2, 1.0)]}
