"""One Spark session with the data source's jar, as a user of PySpark has it."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

from deploy.local.spark_submit import short_lived

JAR = Path(__file__).parent / "target" / "sparky-tfrecord.jar"
SPARK_HOME = Path(importlib.util.find_spec("pyspark").submodule_search_locations[0])
LOGGING = Path(__file__).parents[2] / "deploy" / "local" / "log4j2.properties"

# What a test must not inherit from the machine it runs on, and what keeps it quiet.
SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.extensions": "sparky.tfrecord.TFRecordExtensions",
    "spark.executor.extraJavaOptions": short_lived(),
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={LOGGING.as_uri()}",
}


@pytest.fixture(scope="package")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A session on two threads that has the jar and nothing else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(SPARK_HOME))
        patch.setenv("SPARK_CONF_DIR", str(SPARK_HOME / "conf"))
        builder = SparkSession.builder.master("local[2]").config(map=SETTINGS)
        builder.config("spark.jars", JAR).config("spark.submit.pyFiles", JAR)
        builder.config("spark.sql.warehouse.dir", tmp_path_factory.mktemp("warehouse"))
        session = builder.getOrCreate()
        yield session
        session.stop()


@pytest.fixture
def clicks(spark: SparkSession) -> DataFrame:
    """Three rows: values, an empty list, nulls."""
    rows = [(1, 0.5, "a", [1, 2]), (2, None, "ü", []), (3, -1.5, "", None)]
    return spark.createDataFrame(
        rows, "id long, price float, site string, tags array<long>"
    )
