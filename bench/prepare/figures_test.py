import pytest

from bench.prepare import figures
from bench.prepare.contestants import Task, stage_seconds
from bench.prepare.processes import Ended
from bench.prepare.rounds import Rounds, play

PRINTED = """\
log       1 file, 48.7 MB, 8 parts
count     99,980 rows, 0.02 of 0.05 GB, 9,982 rows/s, 10 s left
count     200,000 rows, 2.5 s
artifacts run/artifacts: 20,290 values in 26 columns (4 to 2,421 each), 0.5 s
encode    200,000 rows, 1,001.0 s
done      200,000 rows read, 200,000 written, 0 rejected; 1,020.6 s
"""


@pytest.fixture
def rounds(tmp_path):
    def ended(*seconds):
        return [Ended(s, 100 * s, PRINTED) for s in seconds]

    runs = {"ours": ended(2, 4, 5), "DuckDB": ended(4, 8, 20), "Polars": ended(6, 6, 6)}
    return Rounds(Task(60, tmp_path, None, tmp_path), runs)


def test_speed_is_rows_a_second_and_the_median_of_the_rounds_ratios(rounds):
    row = figures.speed("small", rounds, ["DuckDB"], 1.5)
    assert row.name == "small: train, against DuckDB"
    assert (row.ours, row.peer, row.ratio, row.spread) == (15, 7.5, 2, 18)
    assert row.verdict == "met"


def test_of_two_peers_the_better_one_of_each_round_counts(rounds):
    row = figures.speed("small", rounds, ["DuckDB", "Polars"], 1.5)
    assert row.name == "small: train, against the better of DuckDB and Polars"
    assert (row.peer, row.ratio) == (10, 1.5)


def test_memory_is_the_most_of_all_rounds(rounds):
    row = figures.memory("small", rounds, "Polars")
    assert (row.ours, row.peer, row.ratio, row.goal) == (500, 600, 1.2, None)


def test_growth_is_against_its_limit(rounds, tmp_path):
    twice = Task(120, tmp_path, None, tmp_path)
    larger = Rounds(twice, {"ours": [Ended(10, 1, "")]})
    row = figures.growth(rounds, larger, 2.0)
    assert row.name == "120 rows: times the seconds of 60 rows"
    assert (row.ours, row.ratio, row.verdict) == (2.5, 0.8, "NOT met")


def test_the_stages_are_told_from_progress_and_from_the_last_line():
    assert stage_seconds(Ended(1030.0, 1, PRINTED)) == pytest.approx(1004)


def test_the_floor_limits_the_stages_and_informs_of_the_whole_process():
    stages, whole = figures.floors("10 rows", [Ended(2008, 1, PRINTED)], 502, 3.0)
    assert (stages.ours, stages.peer, stages.ratio) == (1004, 1506, 1.5)
    assert (whole.ours, whole.ratio, whole.goal) == (2008, 0.75, None)


def test_each_round_begins_with_another_and_the_first_is_checked(rounds):
    order = []

    def contestant(name):
        return lambda task: order.append(name) or Ended(1, 1, "")

    contestants = {name: contestant(name) for name in "abc"}
    played = play(rounds.task, contestants, 3, lambda: order.append("check"))
    assert order == [*"abc", "check", *"bca", *"cab"]
    assert played.seconds("b") == [1, 1, 1]
