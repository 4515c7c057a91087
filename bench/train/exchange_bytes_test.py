import pytest

from bench.train import exchange_bytes
from trainer.contract.errors import InputError


def test_without_the_memory_it_is_skipped_and_its_goal_not_met(monkeypatch):
    monkeypatch.setattr(exchange_bytes, "memory_left", lambda: 8_000_000_000)
    row = exchange_bytes.measure()
    assert row.verdict == "NOT met, skipped: less than 9 GB of memory are free"


@pytest.fixture
def workers(monkeypatch):
    """Workers that print what a program says, of their `TF_CONFIG`."""

    def of(program):
        monkeypatch.setattr(exchange_bytes, "PROGRAM", ("-c", program))

    return of


def test_the_bytes_and_rows_of_both_workers_are_summed(workers):
    workers(
        "import json, os, sys\n"
        "index = json.loads(os.environ['TF_CONFIG'])['task']['index']\n"
        "total = int(sys.argv[1])\n"
        "print(json.dumps({'received': total + index * 50, 'rows': 2 - index}))"
    )
    # 100 + 150 bytes for 2 + 1 rows.
    assert exchange_bytes.bytes_a_row(100) == pytest.approx(250 / 3)


def test_a_worker_that_fails_is_named_with_what_it_said(workers):
    workers("import sys; sys.exit('no neighbour')")
    with pytest.raises(InputError) as error:
        exchange_bytes.bytes_a_row(100)
    assert str(error.value) == "exchange_step failed: 1\nno neighbour"
