import bz2
import gzip
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deploy.local.split import split
from trainer.contract.errors import InputError

ROWS = [b"row %d" % n for n in range(1000)]


@pytest.fixture
def outputs(tmp_path):
    return {m: tmp_path / f"{m}.out" for m in ("train", "evaluate", "predict")}


def write(path, rows, end=b"\n"):
    path.write_bytes(b"\n".join(rows) + end)
    return path


def read(outputs):
    return {mode: path.read_bytes().splitlines() for mode, path in outputs.items()}


def test_eight_tenths_train_and_a_tenth_each_evaluates_and_predicts(tmp_path, outputs):
    counts = split([write(tmp_path / "log", ROWS)], outputs, header=False)
    assert counts == {mode: len(rows) for mode, rows in read(outputs).items()}
    assert counts["train"] == pytest.approx(800, abs=40)
    assert counts["evaluate"] == pytest.approx(100, abs=30)


def test_a_set_without_an_output_trains(tmp_path, outputs):
    log = write(tmp_path / "log", ROWS)
    split([log], outputs, header=False)
    three = read(outputs)
    del outputs["evaluate"]
    split([log], outputs, header=False)
    two = read(outputs)
    assert two["predict"] == three["predict"]
    assert set(two["train"]) == {*three["train"], *three["evaluate"]}


@given(st.lists(st.binary(max_size=5).map(lambda b: b.replace(b"\n", b"")), max_size=9))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_line_is_in_one_output_whatever_its_bytes(tmp_path, outputs, rows):
    # Lines of the fixture fill every output, so that none is empty.
    log = write(tmp_path / "log", [*ROWS, *rows])
    split([log], outputs, header=False)
    contents = [path.read_bytes() for path in outputs.values()]
    assert all(content.endswith(b"\n") for content in contents)
    lines = [line for content in contents for line in content[:-1].split(b"\n")]
    assert sorted(lines) == sorted([*ROWS, *rows])


def test_a_line_goes_the_same_way_in_any_file_and_order(tmp_path, outputs):
    split([write(tmp_path / "log", ROWS)], outputs, header=False)
    whole = {mode: set(rows) for mode, rows in read(outputs).items()}
    halves = [
        write(tmp_path / "second", ROWS[:499:-1]),
        write(tmp_path / "first", ROWS[499::-1]),
    ]
    split(halves, outputs, header=False)
    assert {mode: set(rows) for mode, rows in read(outputs).items()} == whole


def test_the_last_line_of_a_file_need_not_end(tmp_path, outputs):
    logs = [write(tmp_path / f"log{n}", ROWS[n::2], end=b"") for n in range(2)]
    assert sum(split(logs, outputs, header=False).values()) == len(ROWS)


@pytest.mark.parametrize(
    ("suffix", "compress"), [(".gz", gzip.compress), (".bz2", bz2.compress)]
)
def test_compressed_logs_are_read_as_their_text(tmp_path, outputs, suffix, compress):
    split([write(tmp_path / "log", ROWS)], outputs, header=False)
    plain = read(outputs)
    log = tmp_path / f"log{suffix}"
    log.write_bytes(compress((tmp_path / "log").read_bytes()))
    split([log], outputs, header=False)
    assert read(outputs) == plain


def test_a_header_stands_on_top_of_every_output_once(tmp_path, outputs):
    logs = [write(tmp_path / f"log{n}", [b"a,b", *ROWS[n::2]]) for n in range(2)]
    counts = split(logs, outputs, header=True)
    assert sum(counts.values()) == len(ROWS)
    for rows in read(outputs).values():
        assert rows[0] == b"a,b"
        assert rows.count(b"a,b") == 1


def test_files_whose_headers_differ_are_refused_and_leave_nothing(tmp_path, outputs):
    logs = [
        write(tmp_path / "log0", [b"a,b", *ROWS]),
        write(tmp_path / "log1", [b"b,a", *ROWS]),
    ]
    with pytest.raises(InputError) as refused:
        split(logs, outputs, header=True)
    assert str(refused.value) == (
        f"{logs[1]}: line 1: expected the header of the other files, 'a,b', "
        "received 'b,a'"
    )
    assert sorted(tmp_path.iterdir()) == logs


def test_too_few_rows_for_every_output_are_refused_by_name(tmp_path, outputs):
    rows = [row for row in ROWS if zlib.crc32(row + b"\n") * 10 >> 32 != 1][:20]
    with pytest.raises(InputError) as refused:
        split([write(tmp_path / "log", rows)], outputs, header=False)
    assert str(refused.value) == (
        "DATA: expected rows enough for train, evaluate, predict, received 20 "
        "and none of them for predict"
    )
    assert not any(path.exists() for path in outputs.values())


def test_a_compression_that_cannot_be_split_is_refused_by_name(tmp_path, outputs):
    log = write(tmp_path / "log.zst", ROWS)
    with pytest.raises(InputError) as refused:
        split([log], outputs, header=False)
    assert str(refused.value) == (
        f"{log}: expected a plain, .gz or .bz2 log to split, received .zst "
        "(give DATA, EVAL and PREDICT, and nothing is split)"
    )
