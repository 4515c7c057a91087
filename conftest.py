"""What the tests of all parts share: property tests that a busy machine cannot fail."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "sparky",
    deadline=None,
    # The same examples every time: a failure is one of the change at hand.
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sparky")
