"""Which row takes which: every way by hand, and by a search of every value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.warm_start import row_match

bounds = st.lists(st.integers(-99, 99), unique=True, max_size=6).map(sorted)
values = st.lists(st.integers(0, 9), unique=True, min_size=1)


def shown(match):
    return match.old.tolist(), match.new.tolist(), match.gone, match.fresh


def test_ids_of_extended_artifacts_keep_their_places():
    assert shown(row_match.by_place(3, 5)) == ([0, 1, 2], [0, 1, 2], 0, 2)
    assert shown(row_match.by_place(5, 3)) == ([0, 1, 2], [0, 1, 2], 2, 0)
    assert row_match.by_place(3, 5).kept == 2


@given(values, values)
def test_every_value_takes_the_row_that_it_had(old, new):
    old_ids = np.array([old.index(v) + 1 if v in old else 0 for v in new], np.int32)
    match = row_match.by_old_ids(old_ids, len(old) + 1)
    assert match.old.tolist() == sorted(match.old)
    pairs = set(zip(match.old.tolist(), match.new.tolist(), strict=True))
    expected = {(old.index(v) + 1, new.index(v) + 1) for v in set(old) & set(new)}
    assert pairs == expected | {(0, 0)}
    assert match.kept == len(expected)
    assert match.gone == len(set(old) - set(new))
    assert match.fresh == len(set(new) - set(old))


def test_an_interval_that_is_cut_gives_its_row_to_both():
    # Below 0, from 0 and from 4 on; now from 0, 2 and 4.
    match = row_match.by_bounds([0.0, 4.0], [0.0, 2.0, 4.0], -1.0, 9.0)
    assert shown(match) == ([0, 1, 2, 2, 3], [0, 1, 2, 3, 4], 0, 0)


def test_of_intervals_that_are_joined_the_one_with_the_middle_gives_its_row():
    # The middle of -1 to 8 is 3.5, that of 8 to 9 is 8.5.
    match = row_match.by_bounds([0.0, 4.0], [8.0], -1.0, 9.0)
    assert shown(match) == ([0, 2, 3], [0, 1, 2], 1, 0)


@given(bounds, st.floats(0.1, 1e38), st.floats(0, 1e38))
def test_equal_bounds_keep_every_row(of_both, below, above):
    least, most = min(of_both, default=0) - below, max(of_both, default=0) + above
    match = row_match.by_bounds(of_both, of_both, least, most)
    everyone = list(range(len(of_both) + 2))
    assert shown(match) == (everyone, everyone, 0, 0)


@pytest.mark.parametrize("old", [[], [1.0, 2.0]])
def test_a_column_without_a_number_takes_nothing_but_the_row_of_missing_ones(old):
    match = row_match.by_bounds(old, [], None, None)
    assert shown(match) == ([0], [0], len(old) + 1, 1)


def test_bounds_as_wide_as_numbers_are_have_a_middle():
    most = float(np.finfo(np.float32).max)
    match = row_match.by_bounds([0.0], [0.0], -most, most)
    assert shown(match) == ([0, 1, 2], [0, 1, 2], 0, 0)
