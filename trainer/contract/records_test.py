"""The framing: golden bytes, every truncation, every flipped bit, crafted lengths."""

import gzip
import struct
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.contract.records import (
    DamagedRecordError,
    count,
    frame,
    masked_crc32c,
    read_records,
)

GOLDEN = Path(__file__).parents[2] / "schema" / "golden"
PREDICT = (GOLDEN / "predict.tfrecord").read_bytes()
# Where the 13 records of the file start, and where it ends.
STARTS = [record.offset for record in read_records(GOLDEN / "predict.tfrecord")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "part.tfrecord"


def refusal(path, data):
    """Returns the message with which a file of these bytes is refused."""
    path.write_bytes(data)
    with pytest.raises(DamagedRecordError) as caught:
        list(read_records(path))
    assert caught.value.exit_code == 4
    return str(caught.value).removeprefix(f"{path}: ")


def refusal_to_count(path):
    """Returns the message with which the records of a file are not counted."""
    with pytest.raises(DamagedRecordError) as caught:
        count(path)
    return str(caught.value).removeprefix(f"{path}: ")


def length_with_checksum(length):
    packed = struct.pack("<Q", length)
    return packed + struct.pack("<I", masked_crc32c(packed))


def test_the_golden_records_have_their_places():
    records = list(read_records(GOLDEN / "train.tfrecord"))
    places = [(r.index, r.offset, len(r.data)) for r in records]
    assert places == [(0, 0, 245), (1, 261, 263), (2, 540, 192)]


def test_framing_the_golden_records_gives_the_golden_file():
    records = read_records(GOLDEN / "predict.tfrecord")
    assert b"".join(frame(record.data) for record in records) == PREDICT


def test_an_empty_file_has_no_record(path):
    path.write_bytes(b"")
    assert list(read_records(path)) == []


def test_gzip_files_are_read_by_their_name(tmp_path):
    path = tmp_path / "part.tfrecord.gz"
    path.write_bytes(gzip.compress(PREDICT))
    plain = list(read_records(GOLDEN / "predict.tfrecord"))
    assert list(read_records(path)) == plain


@given(st.lists(st.binary(max_size=40), max_size=5), st.booleans())
def test_any_records_come_back(tmp_path_factory, datas, zipped):
    data = b"".join(map(frame, datas))
    path = tmp_path_factory.mktemp("r") / ("p.tfrecord.gz" if zipped else "p.tfrecord")
    path.write_bytes(gzip.compress(data) if zipped else data)
    assert [record.data for record in read_records(path)] == datas
    assert count(path) == len(datas)


def test_a_record_longer_than_a_chunk_comes_back(path):
    data = bytes(range(256)) * 10_000
    path.write_bytes(frame(data) + frame(b"after"))
    assert [record.data for record in read_records(path)] == [data, b"after"]


def test_every_truncation_is_seen_but_between_two_records(path):
    for size in range(STARTS[4]):
        if size in STARTS:
            path.write_bytes(PREDICT[:size])
            assert len(list(read_records(path))) == STARTS.index(size)
        else:
            record = sum(start <= size for start in STARTS) - 1
            message = refusal(path, PREDICT[:size])
            assert message.startswith(f"record {record} at byte {STARTS[record]}: ")
            assert refusal_to_count(path) == message


def test_every_flipped_bit_is_seen_in_its_record(path):
    data = PREDICT[: STARTS[2]]
    for bit in range(STARTS[1] * 8, len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        message = refusal(path, bytes(flipped))
        assert message.startswith(f"record 1 at byte {STARTS[1]}: ")


def test_every_truncation_of_a_gzip_file_is_seen(tmp_path):
    path = tmp_path / "part.tfrecord.gz"
    data = gzip.compress(PREDICT)
    for size in range(1, len(data)):
        refusal(path, data[:size])


def test_a_cut_header_is_refused_in_words(path):
    data = PREDICT + b"12345"
    expected = "record 13 at byte 1782: expected a header of 12 bytes, received 5 bytes"
    assert refusal(path, data) == expected


def test_a_cut_record_is_refused_in_words(path):
    message = "record 0 at byte 0: expected 122 more bytes, received 88 bytes"
    assert refusal(path, PREDICT[:100]) == message


def test_a_damaged_length_is_refused_in_words(path):
    data = b"\x01" + frame(b"abc")[1:]
    stored, computed = masked_crc32c(struct.pack("<Q", 3)), masked_crc32c(data[:8])
    expected = f"expected the length to have checksum {stored:08x}"
    assert (
        refusal(path, data)
        == f"record 0 at byte 0: {expected}, received {computed:08x}"
    )
    assert refusal_to_count(path) == refusal(path, data)


def test_damaged_data_are_refused_in_words(path):
    data = frame(b"abc").replace(b"abc", b"abd")
    stored, computed = masked_crc32c(b"abc"), masked_crc32c(b"abd")
    expected = f"expected the data to have checksum {stored:08x}"
    assert (
        refusal(path, data)
        == f"record 0 at byte 0: {expected}, received {computed:08x}"
    )


@pytest.mark.parametrize("length", [4, 2**31 - 1, 2**40, 2**62, 2**63, 2**64 - 1])
def test_a_crafted_length_is_believed_only_as_far_as_the_file_goes(path, length):
    data = length_with_checksum(length) + b"1234567"
    message = refusal(path, data)
    expected = f"record 0 at byte 0: expected {length + 4} more bytes, received 7 bytes"
    assert message == expected
    assert refusal_to_count(path) == message


@pytest.mark.parametrize("length", [2**31 - 1, 2**62, 2**64 - 1])
def test_a_crafted_length_in_a_gzip_file_takes_no_memory(tmp_path, length):
    path = tmp_path / "part.tfrecord.gz"
    data = gzip.compress(length_with_checksum(length) + b"1234567")
    tracemalloc.start()
    message = refusal(path, data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    expected = f"record 0 at byte 0: expected {length + 4} more bytes, received 7 bytes"
    assert message == expected
    assert peak < 16 << 20


def test_a_file_that_is_no_gzip_is_refused_in_words(tmp_path):
    path = tmp_path / "part.tfrecord.gz"
    message = refusal(path, PREDICT)
    expected = "expected gzip data, received Not a gzipped file (b'f\\x00')"
    actual = "record 0 at byte 0: " + expected
    assert message.replace(repr(PREDICT[:2]), "b'f\\x00'") == actual
