"""`spark-submit … local_cluster_job.py DIR`: tasks that fail once, and a read.

Each task's first attempt fails in the middle of its file. Prints what a read of the
directory gives: the count of the rows, the sum of their ids, and how many are distinct.
"""

import json
import sys
from collections.abc import Iterator

from pyspark import TaskContext
from pyspark.sql import SparkSession

ROWS, TASKS = 10_000, 3


def failing_once(ids: Iterator[int]) -> Iterator[tuple[int]]:
    """The rows of a partition; in its first attempt, half of them and then an error."""
    for number, row in enumerate(ids):
        if number == ROWS // TASKS // 2 and TaskContext.get().attemptNumber() == 0:
            raise RuntimeError("planned")
        yield (row,)


def main(folder: str) -> None:
    """Writes, reads, prints one line of JSON."""
    spark = SparkSession.builder.getOrCreate()
    ids = spark.sparkContext.parallelize(range(ROWS), TASKS).mapPartitions(failing_once)
    rows = spark.createDataFrame(ids, "id long")
    rows.write.format("tfrecord").option("maxRecordsPerFile", 2000).save(folder)
    read = spark.read.format("tfrecord").option("manifest", "require").load(folder)
    seen = read.selectExpr("count(id)", "sum(id)", "count(DISTINCT id)").first()
    print(json.dumps(list(seen)))
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1])
