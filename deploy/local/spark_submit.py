"""The command that starts the Spark application on this machine."""

import importlib.util
import sys
from pathlib import Path

from deploy.local.compilers import FIRST_ALONE

ROOT = Path(__file__).resolve().parents[2]
JAR = ROOT / "prepare" / "target" / "sparky-prepare.jar"
ARCHIVE = JAR.with_suffix(".jsa")
_APPLICATION = "sparky.prepare.CriteoPreprocessingApplication"
# Its barriers and its memory cost a job of one machine a tenth less than the default's.
_COLLECTOR = "-XX:+UseParallelGC"
# What a task needs for longer is large and few: a young generation of a third of the
# heap would only be memory to touch. Ten million rows take 1.0 instead of 1.7 GB.
_YOUNG = "-Xmn256m"
_LOGGING = Path(__file__).with_name("log4j2.properties")


def spark_submit(
    memory: str, *options: str, master: str = "local[*]", archived: bool = True
) -> list[str]:
    """The command line up to the application's own flags.

    Args:
        memory: Of the driver, as `3g`.
        options: More of its JVM's.
        master: Who runs the tasks.
        archived: Whether the JVM takes classes from the archive, if there is one.

    Returns:
        The program and its arguments.
    """
    progress = str(sys.stderr.isatty()).lower()
    logging = f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}"
    archive = _archived() if archived else ()
    java = " ".join((logging, _COLLECTOR, _YOUNG, *archive, *options))
    return [
        *(str(spark_home() / "bin" / "spark-submit"), "--master", master),
        *("--driver-memory", memory, "--driver-java-options", java),
        *("--conf", f"spark.ui.showConsoleProgress={progress}"),
        *("--conf", "spark.ui.enabled=false"),
        *("--conf", "spark.driver.host=127.0.0.1"),
        *("--conf", "spark.driver.bindAddress=127.0.0.1"),
        *("--class", _APPLICATION, str(JAR)),
    ]


def spark_home() -> Path:
    """Where the Spark of this project's environment lies."""
    return Path(importlib.util.find_spec("pyspark").submodule_search_locations[0])


def spark_environment() -> dict[str, str]:
    """What the environment says in addition, whatever Spark the user has elsewhere."""
    home = spark_home()
    return {"SPARK_HOME": str(home), "SPARK_CONF_DIR": str(home / "conf")}


def short_lived() -> str:
    """Options of a JVM of Spark's, whoever starts it, that runs for some seconds."""
    return " ".join((_COLLECTOR, FIRST_ALONE, *_archived()))


def _archived() -> tuple[str, ...]:
    # An archive that does not fit the JVM or the jars is left aside by it, in silence.
    if not ARCHIVE.is_file():
        return ()
    return (f"-XX:SharedArchiveFile={ARCHIVE}", "-Xshare:auto", "-Xlog:cds*=off")
