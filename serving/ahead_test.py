"""One item ahead: the order, the errors, and no more than one item too many."""

import pytest

from serving.ahead import one_ahead


def test_the_items_come_in_order():
    assert list(one_ahead(iter(range(5)))) == [0, 1, 2, 3, 4]


def test_nothing_comes_of_nothing():
    assert list(one_ahead(iter([]))) == []


def test_an_error_comes_in_its_turn():
    def items():
        yield 1
        raise ValueError("second")

    ahead = one_ahead(items())
    assert next(ahead) == 1
    with pytest.raises(ValueError, match="second"):
        next(ahead)


def test_no_more_than_one_item_is_made_ahead():
    made = []
    ahead = one_ahead(made.append(i) or i for i in range(9))
    assert [next(ahead), next(ahead)] == [0, 1]
    ahead.close()
    assert made == [0, 1, 2]
