"""Tests of the benchmarks' table and file."""

import json

from bench.results import Row, write

ROW = Row("ours against theirs", 3.0, 2.0, "rows/s", 1.5, 1.4, 0.1)


def test_a_result_file_names_the_host_and_has_a_row_for_every_measurement(tmp_path):
    document = json.loads(write("speed", [ROW], tmp_path).read_bytes())
    assert sorted(document["host"]) == ["cores", "machine", "python"]
    assert document["rows"] == [
        {
            "name": "ours against theirs",
            "ours": 3.0,
            "peer": 2.0,
            "unit": "rows/s",
            "ratio": 1.5,
            "goal": 1.4,
            "spread": 0.1,
        }
    ]


def test_the_table_says_whether_a_goal_is_met(tmp_path, capsys):
    missed = Row("slow", 1.0, 2.0, "rows/s", 0.5, 1.4, 0.1)
    informs = Row("shown", 1.0, 2.0, "rows/s", 0.5, None, 0.1)
    assert [row.verdict for row in (ROW, missed, informs)] == ["met", "NOT met", ""]
    write("speed", [ROW, missed], tmp_path)
    assert "NOT met" in capsys.readouterr().out


def test_a_peer_that_could_not_run_has_a_reason_in_the_place_of_figures(tmp_path):
    row = Row("new", 0, 0, "rows/s", 0, 1.2, 0, skipped="no such module")
    assert row.verdict == "NOT met, skipped: no such module"
    document = json.loads(write("speed", [row], tmp_path).read_bytes())
    assert document["rows"][0]["skipped"] == "no such module"


def test_the_table_has_figures_in_full(tmp_path, capsys):
    write("speed", [Row("fast", 1234567.8, 0.12345678, "rows/s", 2, 1, 9)], tmp_path)
    assert (
        "1,234,568 │ 0.12346 │ rows/s │ 2.000 │    1 │      9 │"
        in capsys.readouterr().out
    )
