import time

import tensorflow as tf

from trainer.input_counter import InputCounter


def batches_of(sizes, seconds=0.0):
    def batch(size):
        if seconds:
            time.sleep(seconds)
        return tf.zeros([size]), tf.zeros([size]), tf.ones([size])

    made = (batch(size) for size in sizes)
    spec = tf.TensorSpec([None], tf.float32)
    return tf.data.Dataset.from_generator(lambda: made, output_signature=(spec,) * 3)


def test_rows_are_counted_as_they_are_taken():
    counter = InputCounter()
    taken = iter(counter.counted(batches_of([3, 4, 2])))
    assert counter.rows == 0
    assert len(next(taken)[1]) == 3
    assert counter.rows == 3
    assert [len(label) for _, label, _ in taken] == [4, 2]
    assert counter.rows == 9


def test_the_wait_is_the_inputs_and_not_the_takers():
    counter = InputCounter()
    taken, started = counter.counted(batches_of([1, 1, 1], seconds=0.05)), time.time()
    for _ in taken:
        time.sleep(0.1)
    assert 0.15 <= counter.waited <= time.time() - started - 0.3
