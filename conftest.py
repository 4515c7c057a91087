"""What the tests of all parts share: settings for a machine that is slow or busy."""

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from deploy.local.spark_submit import short_lived

settings.register_profile(
    "sparky",
    deadline=None,
    # The same examples every time: a failure is one of the change at hand.
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sparky")

# What their tests share is made once in a process: a whole main job, a Spark session.
DEAR = ("deploy/local/", "prepare/tfrecord/")

# Of the JVMs that tests start, none runs long enough for the second compiler.
os.environ["SPARK_SUBMIT_OPTS"] = short_lived()


class SharedFixtures(LoadFileScheduling):
    """The tests of a file run in one process, and all those of a dear folder."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return next((folder for folder in DEAR if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(
    config: pytest.Config, log: Any
) -> SharedFixtures | None:
    """Shares the tests out, unless the command line says otherwise."""
    given = config.getoption("dist")
    return SharedFixtures(config, log) if given == "loadfile" else None
