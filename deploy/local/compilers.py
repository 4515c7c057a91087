"""Which of the JVM's two compilers a log of some size is worth."""

from pathlib import Path

# Of a small log, most of the processor's time would go into compiling: at half a
# gigabyte, Criteo's rows took 17 seconds of it by the first alone, 23 by both.
_SMALL = 600_000_000
FIRST_ALONE = "-XX:TieredStopAtLevel=1"

# The second compiler for the loops over rows alone saves an eighth of what ten million
# rows take. The JVM says that it has read the file where the application speaks.
_DIRECTIVES = Path(__file__).with_name("compilers.json")
_SECOND_FOR_ROWS = (
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-DisplayVMOutput",
    f"-XX:CompilerDirectivesFile={_DIRECTIVES}",
)


def compiler_options(input_bytes: int, delimited: bool = True) -> tuple[str, ...]:
    """The JVM's options for a log.

    Args:
        input_bytes: The size of the log.
        delimited: Whether Spark's own readers, which read tables, have nothing to do.

    Returns:
        The first compiler alone for a small log; for a large one of text, the second
        for this project's own loops; else what the JVM does by itself.
    """
    if input_bytes <= _SMALL:
        return (FIRST_ALONE,)
    return _SECOND_FOR_ROWS if delimited else ()
