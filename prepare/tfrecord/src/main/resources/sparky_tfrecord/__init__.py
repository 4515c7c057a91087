"""The functions of sparky-tfrecord.jar for PySpark.

The jar is both the data source (``--jars``) and this module (``--py-files``).
"""

from collections.abc import Mapping

from pyspark import SparkContext
from pyspark.sql import Column
from pyspark.sql.types import StructType

try:
    from pyspark.sql.classic.column import _to_java_column
except ImportError:  # Spark 3.5
    from pyspark.sql.column import _to_java_column

__all__ = ["from_example", "to_example"]


def to_example(
    columns: Column | str, options: Mapping[str, str] | None = None
) -> Column:
    """The bytes of the ``tf.train.Example`` that has a feature for each field.

    Args:
        columns: A struct, as of ``struct("id", "name")``, or its name. A null stays
            null.
        options: ``recordType`` and ``allowNarrowing``, as for a write.

    Returns:
        A binary column. A query fails with a ``TFRecordException`` where a record
        cannot hold a value, and at analysis where it cannot hold a type.
    """
    return Column(
        _functions().to_example(_to_java_column(columns), dict(options or {}))
    )


def from_example(
    data: Column | str,
    schema: StructType | str,
    options: Mapping[str, str] | None = None,
) -> Column:
    """The struct of the features that a ``tf.train.Example`` has.

    Args:
        data: A binary column, or its name. A null stays null.
        schema: The features to take, as a type or as DDL, ``id BIGINT, name STRING``.
        options: ``recordType``, ``allowNarrowing`` and ``mode``, as for a read.

    Returns:
        A column of structs. A query fails with a ``TFRecordException`` where a record
        is damaged or does not fit; in mode ``PERMISSIVE`` it is a struct of nulls.
    """
    text = schema.json() if isinstance(schema, StructType) else schema
    column = _to_java_column(data)
    return Column(_functions().from_example(column, text, dict(options or {})))


def _functions():
    context = SparkContext._active_spark_context
    if context is None:
        raise RuntimeError(
            "sparky_tfrecord: expected a running SparkSession, not of Spark Connect, "
            "received none"
        )
    functions = context._jvm.sparky.tfrecord.functions
    if not hasattr(functions, "_fqn"):
        raise RuntimeError(
            "sparky_tfrecord: expected sparky-tfrecord.jar in spark.jars, received none"
        )
    return functions
