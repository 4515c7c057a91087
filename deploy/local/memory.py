"""How much memory Spark's one JVM gets: what the data asks for and the machine has."""

import os

GIB = 1 << 30
_LEAST = 2 * GIB
# Counting holds every distinct value. Five million rows like Criteo's, 1.2 GB, were
# prepared in the least; this leaves room for logs with more values.
_PER_INPUT_BYTE = 2
_SHARE_OF_MACHINE = 0.6


def driver_memory(input_bytes: int, machine_bytes: int | None = None) -> str:
    """The value of `--driver-memory` for an input of this size.

    Args:
        input_bytes: The size of the log.
        machine_bytes: The memory of the machine; by default, of this one.

    Returns:
        Whole gibibytes, as `3g`: at least 2, and at most 60 % of the machine where that
        is more.
    """
    machine = machine_bytes or os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    wanted = _LEAST + _PER_INPUT_BYTE * input_bytes
    allowed = max(_LEAST, int(machine * _SHARE_OF_MACHINE))
    return f"{min(wanted, allowed) // GIB}g"
