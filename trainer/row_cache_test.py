import pytest
import tensorflow as tf

from trainer import golden_lists, inputs, row_cache
from trainer.record_files import RecordFiles
from trainer.record_folder import open_labelled
from trainer.row_cache import RowCache
from trainer.worker import ALONE, Worker


@pytest.fixture(scope="module", params=["golden", "lists"])
def folder(request, golden, tmp_path_factory):
    if request.param == "golden":
        return open_labelled(golden.train)
    return open_labelled(golden_lists.write(tmp_path_factory.mktemp("lists")))


def values(batches):
    return [tf.nest.map_structure(lambda t: t.numpy().tolist(), b) for b in batches]


@pytest.mark.parametrize("worker", [ALONE, Worker(1, 2)])
def test_cached_rows_come_as_the_files_have_them_in_every_epoch(folder, worker):
    cache = RowCache(folder)
    epoch = tf.Variable(0, dtype=tf.int64)
    steps = inputs.steps_per_pass(folder, 3)
    read, cached = (
        inputs.train_batches(folder, 3, 1, epoch, steps, worker, source)
        for source in (None, cache)
    )
    first = values(read)
    assert values(cached) == first
    epoch.assign(1)
    assert values(cached) == values(read) != first


def test_evaluate_rows_are_the_same_from_memory(folder):
    read = inputs.evaluate_batches(folder, 4)
    assert values(inputs.evaluate_batches(folder, 4, RowCache(folder))) == values(read)


def test_rows_fit_into_half_of_what_is_free(golden):
    folder = open_labelled(golden.train)
    # 13 rows of 2 numbers, 2 ids, a label and a weight: 4 * 2 + 8 * 2 + 8 bytes each.
    assert row_cache.needed_bytes(folder) == 13 * 32
    assert row_cache.fits(folder, free_bytes=2 * 13 * 32)
    assert not row_cache.fits(folder, free_bytes=2 * 13 * 32 - 1)


def test_lists_need_their_values_and_where_they_end(tmp_path):
    folder = open_labelled(golden_lists.write(tmp_path))
    # 7 rows of a number, a label and a weight, with 13 + 14 values of two lists.
    expected = 7 * (4 + 8) + 8 * (13 + 14) + 7 * 8 * 2
    assert row_cache.needed_bytes(folder) == pytest.approx(expected, abs=1)


def test_rows_are_cached_only_where_it_is_asked_for(golden):
    folder = open_labelled(golden.train)
    assert isinstance(row_cache.source_of(folder, cached=True), RowCache)
    assert isinstance(row_cache.source_of(folder, cached=False), RecordFiles)


def test_rows_that_do_not_fit_are_read_from_the_files_and_it_says_so(
    golden, monkeypatch, capsys
):
    folder = open_labelled(golden.train)
    monkeypatch.setattr(row_cache, "MOST_OF_FREE", 0)
    assert isinstance(row_cache.source_of(folder, cached=True), RecordFiles)
    said = "0.0 GB of rows do not fit into memory: every pass parses them"
    assert capsys.readouterr().out == f"{folder.directory}: {said}\n"
