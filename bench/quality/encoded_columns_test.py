import numpy as np

from bench.quality import encoded_columns
from bench.quality.peer import columns, held_out
from trainer import golden_dataset
from trainer.record_folder import open_labelled


def test_peers_read_the_rows_of_the_records(tmp_path):
    records = open_labelled(golden_dataset.write(tmp_path).train)
    encoded_columns.write(records, tmp_path / "columns")
    received = columns(tmp_path / "columns")
    assert received.numeric.dtype == np.float32
    assert received.numeric.shape == (records.rows, len(records.schema.numeric))
    assert received.ids.dtype == np.int32
    assert received.ids.shape == (records.rows, len(records.schema.categorical))
    assert received.label.tolist() == [1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0]


def test_rows_to_stop_by_are_the_last_ones_and_no_others():
    assert held_out(200) == (slice(196), slice(196, 200))
    assert held_out(3) == (slice(2), slice(2, 3))
