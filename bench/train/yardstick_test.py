import pytest
import tensorflow as tf

from bench.train import yardstick


def test_without_a_gpu_it_is_skipped_and_not_met(monkeypatch, tmp_path):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [])
    row = yardstick.measure(3, tmp_path)
    assert row.verdict == "NOT met, skipped: TensorFlow has no GPU"


def test_the_median_of_the_rounds_is_held_against_the_notebook(monkeypatch, tmp_path):
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: ["a GPU"])
    asked = []

    def play(contestants, rounds, logs):
        asked.extend(contestants)
        return {"ours": [3e6, 4e6, 8e6]}

    monkeypatch.setattr(yardstick, "play", play)
    row = yardstick.measure(3, tmp_path)
    (contestant,) = asked
    assert contestant.batch == 65_536
    # 3,046 * 65,536 rows in 103 s are 1.938 M a second.
    assert row.ratio == pytest.approx(4e6 / 1.938e6, rel=1e-3)
    assert row.spread == 5e6
    assert row.verdict == "met"
