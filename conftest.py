"""What the tests of all parts share: settings for a machine that is slow or busy."""

import os

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
