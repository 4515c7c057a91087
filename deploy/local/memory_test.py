import os

import pytest

from deploy.local.memory import GIB, driver_memory


@pytest.mark.parametrize(
    ("input_gib", "machine_gib", "memory"),
    [
        (0, 24, "2g"),
        (0.5, 24, "3g"),
        (2, 24, "6g"),
        (100, 24, "14g"),
        (100, 2, "2g"),
    ],
)
def test_memory_grows_with_the_log_up_to_a_share_of_the_machine(
    input_gib, machine_gib, memory
):
    assert driver_memory(int(input_gib * GIB), machine_gib * GIB) == memory


def test_the_machine_is_this_one_unless_told():
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert driver_memory(1 << 60) == driver_memory(1 << 60, pages)
