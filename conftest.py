"""What the tests of all parts share: settings for a machine that is slow or busy."""

import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "sparky",
    deadline=None,
    # The same examples every time: a failure is one of the change at hand.
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sparky")

# Of the JVMs that tests start, none runs long enough for the second compiler.
os.environ["SPARK_SUBMIT_OPTS"] = "-XX:TieredStopAtLevel=1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the tests of a part in one process: they share what is dear to make."""
    for item in items:
        part = item.nodeid.split("/")[0]
        item.add_marker(pytest.mark.xdist_group(part))
