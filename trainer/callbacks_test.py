from trainer import callbacks


def test_the_rows_of_an_epoch_by_its_seconds(monkeypatch):
    clock = iter([10.0, 14.0])
    monkeypatch.setattr(callbacks.time, "monotonic", lambda: next(clock))
    throughput, logs = callbacks.Throughput(1000), {"loss": 0.5}
    throughput.on_epoch_begin(0)
    throughput.on_epoch_end(0, logs)
    assert logs == {"loss": 0.5, "rows_per_second": 250.0}
