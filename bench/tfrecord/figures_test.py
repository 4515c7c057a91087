"""Tests of the rows that are made of the JVM's measurements."""

from bench.results import Row
from bench.tfrecord.figures import row


def test_a_row_has_the_medians_and_the_median_of_the_ratios():
    measured = {
        "name": "write",
        "unit": "rows/s",
        "goal": 2.0,
        "pairs": [[10.0, 5.0], [30.0, 2.0], [20.0, 20.0]],
    }
    assert row(measured) == Row("write", 20.0, 5.0, "rows/s", 2.0, 2.0, 20.0)
