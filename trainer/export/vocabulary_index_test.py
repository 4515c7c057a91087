import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.export import vocabulary_index
from trainer.export.vocabulary_index import VocabularyIndex

# As in the contract: no value stands twice in a vocabulary, and each has at least one.
VOCABULARY = st.lists(st.text(max_size=5).map(str.encode), min_size=1, unique=True)


def looked_up(index, rows):
    features = range(len(rows[0]))
    return index.lookup(tf.constant(rows, tf.string), features).numpy().tolist()


def test_a_value_has_the_id_of_its_place_in_its_own_vocabulary():
    index = VocabularyIndex([[b"-10", b"a", b"b"], [b"b", b"-10"]])
    rows = [[b"-10", b"-10"], [b"b", b"b"], [b"a", b"a"], [b"", b"c"]]
    assert looked_up(index, rows) == [[1, 2], [3, 1], [2, 0], [0, 0]]


def test_a_feature_is_looked_up_in_its_own_vocabulary():
    index = VocabularyIndex([[b"a"], [b"b", b"a"], [b"c", b"b", b"a"]])
    values = tf.constant([["a", "a", "a"]])
    assert index.lookup(values, [2, 0, 1]).numpy().tolist() == [[3, 1, 2]]
    assert index.lookup(tf.constant([["b"], ["a"]]), [1]).numpy().tolist() == [[1], [2]]


def test_an_empty_batch_has_no_ids():
    index = VocabularyIndex([[b"a"], [b"a"]])
    assert index.lookup(tf.zeros([0, 2], tf.string), [0, 1]).shape == (0, 2)


@settings(max_examples=30, deadline=None)
@given(
    VOCABULARY, VOCABULARY, st.lists(st.text(max_size=5).map(str.encode), max_size=9)
)
def test_every_value_is_found_and_no_other(first, second, others):
    index = VocabularyIndex([first, second])
    for position, vocabulary in enumerate((first, second)):
        values = [*vocabulary, *others]
        ids = {value: place for place, value in enumerate(vocabulary, start=1)}
        rows = [[value, value] for value in values]
        received = [row[position] for row in looked_up(index, rows)]
        assert received == [ids.get(value, 0) for value in values]


def test_ten_thousand_values_are_all_found():
    values = [b"%x" % (value * 2654435761 % 2**32) for value in range(10_000)]
    index = VocabularyIndex([values])
    received = index.lookup(tf.constant(values)[:, tf.newaxis], [0])[:, 0]
    np.testing.assert_array_equal(received, np.arange(1, 10_001))
    unknown = tf.strings.join(["x", tf.constant(values)])[:, tf.newaxis]
    assert not index.lookup(unknown, [0]).numpy().any()


def test_a_collision_changes_the_salt(monkeypatch):
    real = vocabulary_index._all_fingerprints

    def colliding(vocabularies, salt):
        made = real(vocabularies, salt)
        return np.zeros_like(made) if salt < 3 else made

    monkeypatch.setattr(vocabulary_index, "_all_fingerprints", colliding)
    index = VocabularyIndex([[b"a", b"b"]])
    assert looked_up(index, [[b"a"], [b"b"], [b"c"]]) == [[1], [2], [0]]


def test_no_salt_without_a_collision_is_an_error(monkeypatch):
    monkeypatch.setattr(
        vocabulary_index, "_all_fingerprints", lambda vocabularies, salt: np.zeros(2)
    )
    with pytest.raises(ValueError) as error:
        VocabularyIndex([[b"a", b"b"]])
    assert str(error.value) == "expected distinct fingerprints under one of 8 salts"


def test_an_index_in_a_saved_model_answers_as_before(tmp_path):
    module = tf.Module()
    module.index = VocabularyIndex([[b"a", b"b"], [b"b"]])
    module.lookup = tf.function(
        lambda values: module.index.lookup(values, [0, 1]),
        input_signature=[tf.TensorSpec([None, 2], tf.string)],
    )
    tf.saved_model.save(module, str(tmp_path))
    loaded = tf.saved_model.load(str(tmp_path))
    received = loaded.lookup(tf.constant([[b"b", b"b"], [b"c", b"a"]]))
    assert received.numpy().tolist() == [[2, 1], [0, 0]]
