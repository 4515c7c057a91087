import csv
from dataclasses import replace

import numpy as np
import pytest

from trainer.contract.errors import ContractError
from trainer.evaluate import scores_file
from trainer.evaluate.scored_rows import ScoredRows
from trainer.record_folder import open_labelled


def rows(count):
    return ScoredRows(np.zeros(count), np.ones(count), np.ones(count))


def read(directory):
    with open(directory / "eval-scores.csv", newline="", encoding="utf-8") as lines:
        return list(csv.reader(lines))


def test_rows_of_records_without_keys_have_their_number(golden, tmp_path):
    folder = open_labelled(golden.evaluate)
    folder = replace(folder, manifest=replace(folder.manifest, key=None))
    scores_file.write(tmp_path, folder, rows(3))
    assert read(tmp_path)[1:] == [[n, "1", "0.5"] for n in "012"]


def test_fewer_keys_than_rows_are_an_error_and_leave_the_file_of_before(
    golden, tmp_path
):
    folder = open_labelled(golden.evaluate)
    scores_file.write(tmp_path, folder, rows(2))
    with pytest.raises(ContractError) as error:
        scores_file.write(tmp_path, folder, rows(14))
    expected = f"{golden.evaluate}: expected 14 keys (request), received 13"
    assert str(error.value) == expected
    assert [key for key, *_ in read(tmp_path)] == ["key", "r-01", "r-02"]
