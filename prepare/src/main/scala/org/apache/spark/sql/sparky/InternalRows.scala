package org.apache.spark.sql.sparky

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.StructType

/**
 * Makes a data frame of rows that are already in Spark's own form.
 *
 * Spark keeps this to its own packages, hence the name of this one. The public way goes through
 * `Row` objects with a boxed value for each of the thousand values of a list, and costs more than
 * reading, parsing and encoding together.
 */
object InternalRows {

  /** A data frame of the partitions of `rows`, in their order. */
  def toDataFrame(spark: SparkSession, rows: RDD[InternalRow], schema: StructType): DataFrame =
    spark
      .asInstanceOf[org.apache.spark.sql.classic.SparkSession]
      .internalCreateDataFrame(rows, schema)
}
