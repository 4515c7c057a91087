"""Which of the JVM's two compilers a log of some size is worth."""

# Of a small log, most of the processor's time would go into compiling: at half a
# gigabyte, Criteo's rows took 17 seconds of it by the first alone, 23 by both.
_SMALL = 600_000_000
_FIRST_ALONE = "-XX:TieredStopAtLevel=1"


def compiler_options(input_bytes: int) -> tuple[str, ...]:
    """The JVM's options: the first compiler alone for a small log, else both."""
    return (_FIRST_ALONE,) if input_bytes <= _SMALL else ()
