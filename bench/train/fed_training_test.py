from bench.train import criteo_records, fed_training
from bench.train.workload import Workload
from trainer.record_folder import open_labelled


def test_each_model_trains_from_files_and_from_memory(
    small_workload: Workload, tmp_path
):
    criteo_records.write(tmp_path / "train", "train", small_workload)
    rows = fed_training.measure(open_labelled(tmp_path / "train"), rounds=1)
    assert [(row.name, row.goal) for row in rows] == [
        ("(b) wide-deep from TFRecords, against the same batches in memory", 0.92),
        ("(b) linear from TFRecords, against the same batches in memory", 0.75),
    ]
    assert all(row.ours > 0 and row.peer > 0 for row in rows)
