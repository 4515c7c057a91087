import json
import struct

import pytest

from trainer import golden_dataset, preflight
from trainer.contract import manifest
from trainer.contract.checksums import crc32c_of
from trainer.contract.errors import ContractError
from trainer.contract.records import masked_crc32c
from trainer.record_folder import open_labelled


@pytest.fixture
def own(tmp_path):
    return golden_dataset.write(tmp_path)


def refusal(directory):
    with pytest.raises(ContractError) as error:
        preflight.check(open_labelled(directory))
    assert error.value.exit_code == 4
    return str(error.value)


def with_file(directory, data):
    """Puts other bytes into the place of the records; the manifest knows of them."""
    path = directory / golden_dataset.RECORDS
    path.write_bytes(data)
    document = json.loads((directory / manifest.MANIFEST).read_bytes())
    document["files"][0] |= {"bytes": len(data), "crc32c": crc32c_of(path)}
    (directory / manifest.MANIFEST).write_text(json.dumps(document))
    return path


def test_whole_files_pass(golden):
    for directory in (golden.train, golden.evaluate):
        preflight.check(open_labelled(directory))


def test_a_file_with_another_byte_is_refused(own):
    path = own.train / golden_dataset.RECORDS
    data, expected = bytearray(path.read_bytes()), crc32c_of(path)
    data[100] ^= 1
    path.write_bytes(data)
    received = crc32c_of(path)
    message = f"{path}: expected crc32c {expected}, received {received}"
    assert refusal(own.train) == message


def test_a_crafted_length_is_refused_before_tensorflow_believes_it(own):
    length = struct.pack("<Q", 2**62)
    crafted = length + struct.pack("<I", masked_crc32c(length)) + b"1234567"
    path = with_file(own.train, crafted)
    expected = f"expected {2**62 + 4} more bytes, received 7 bytes"
    assert refusal(own.train) == f"{path}: record 0 at byte 0: {expected}"


def test_a_file_cut_between_two_records_is_refused(own):
    # The first record of three, with its frame, is 261 bytes long.
    whole = (own.train / golden_dataset.RECORDS).read_bytes()
    path = with_file(own.train, whole[:261])
    assert refusal(own.train) == f"{path}: expected 3 records, received 1"
