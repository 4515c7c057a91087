import zipfile

import numpy as np
import pytest

from bench.movielens import interactions
from trainer.contract.errors import InputError

# User, item, stars, seconds: user 7 has two ratings of the same second.
RATINGS = "7\t30\t5\t9\n2\t10\t1\t5\n7\t10\t3\t4\n7\t20\t4\t9\n2\t30\t2\t1\n"


def wheel(path, text):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(interactions.MEMBER, text)
    return path


@pytest.fixture
def three_items(tmp_path):
    text = f"{interactions.HEADER}\n{RATINGS}"
    return interactions.read(wheel(tmp_path / "w.whl", text))


def test_ratings_stand_by_user_and_time_and_of_one_second_by_the_file(three_items):
    assert three_items.users.tolist() == [0, 0, 1, 1, 1]
    assert three_items.items.tolist() == [2, 0, 0, 2, 1]
    assert (three_items.user_count, three_items.item_count) == (2, 3)


def test_the_latest_of_each_user_is_taken_away(three_items):
    earlier, latest = three_items.latest()
    assert latest.tolist() == [0, 1]
    assert earlier.items.tolist() == [2, 0, 2]
    earlier, latest = earlier.latest()
    assert (latest.tolist(), earlier.users.tolist()) == ([2, 2], [1])
    # An item stays one, rated or not.
    assert earlier.item_count == 3


def test_the_table_says_who_has_rated_what(three_items):
    expected = [[True, False, True], [True, True, True]]
    np.testing.assert_array_equal(three_items.table(), expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user\titem\n", f"{interactions.MEMBER}: expected {interactions.HEADER}, "),
        (None, f"expected {interactions.MEMBER}, received "),
    ],
)
def test_another_wheel_is_refused(tmp_path, text, expected):
    path = tmp_path / "w.whl"
    if text:
        wheel(path, text)
    with pytest.raises(InputError) as caught:
        interactions.read(path)
    assert str(caught.value).startswith(f"{path}: {expected}")
