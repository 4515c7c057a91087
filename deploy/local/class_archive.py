"""`python -m deploy.local.class_archive`: classes that the JVM need not load again.

Half of what a short job costs is the loading and checking of Spark's classes. A JVM
that has run the application once leaves them in an archive that the next ones map.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.criteo_rows import generate
from deploy.local.compilers import FIRST_ALONE
from deploy.local.spark_submit import ARCHIVE, spark_environment, spark_submit

_ROWS = 3000
_SHOWN_LINES = 5


def main() -> int:
    """Runs the application on a few rows; leaves the archive, or says why not."""
    ARCHIVE.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        done = _run(Path(folder))
    if done.returncode or not ARCHIVE.is_file():
        said = "\n".join(done.stderr.splitlines()[-_SHOWN_LINES:])
        sys.stderr.write(f"setup: no archive of Spark's classes was made\n{said}\n")
        # Without it all is as it is with it, some seconds later: set-up tries once.
        ARCHIVE.touch()
    return 0


def _run(folder: Path) -> subprocess.CompletedProcess:
    log = folder / "log.tsv"
    generate(_ROWS, 1, log)
    leaving = (f"-XX:ArchiveClassesAtExit={ARCHIVE}", "-Xlog:cds*=off")
    command = spark_submit("1g", *leaving, FIRST_ALONE, archived=False)
    command += ["--in", str(log), "--out", str(folder / "records")]
    command += ["--artifacts", str(folder / "artifacts")]
    environment = {**os.environ, **spark_environment()}
    return subprocess.run(command, env=environment, capture_output=True, text=True)


if __name__ == "__main__":
    sys.exit(main())
