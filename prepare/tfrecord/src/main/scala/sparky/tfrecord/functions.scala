package sparky.tfrecord

import java.util.{Map => JavaMap}

import scala.collection.mutable

import org.apache.spark.sql.Column
import org.apache.spark.sql.tfrecord.ExpressionColumn
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.expressions.{FromExample, FunctionArguments, ToExample}

/**
 * Records as values of columns, for Kafka and for tables that store Examples.
 *
 * Options are those of the data source that concern a record: `recordType`, `allowNarrowing` and,
 * for `from_example`, `mode`.
 */
object functions {

  /**
   * The bytes of the `tf.train.Example` that has a feature for each field of a struct. A null stays
   * null. Fails at analysis where a field's type cannot be held, and in a query with a
   * [[TFRecordException]] where a value cannot.
   *
   * @param columns a struct, as of `struct(col("id"), col("name"))`
   */
  def to_example(columns: Column): Column = to_example(columns, Map.empty[String, String])

  /** The same with options. */
  def to_example(columns: Column, options: Map[String, String]): Column =
    ExpressionColumn(columns)(ToExample(_, options))

  /** The same for Java and Python. */
  def to_example(columns: Column, options: JavaMap[String, String]): Column =
    to_example(columns, scalaMap(options))

  /**
   * The struct of the features that a `tf.train.Example` has under the names of the schema. A null
   * stays null. A damaged record, or one that does not fit the schema, fails the query with a
   * [[TFRecordException]], or is a struct of nulls in mode `PERMISSIVE`.
   *
   * @param data a binary column
   */
  def from_example(data: Column, schema: StructType): Column =
    from_example(data, schema, Map.empty[String, String])

  /** The same with options. */
  def from_example(data: Column, schema: StructType, options: Map[String, String]): Column =
    ExpressionColumn(data)(FromExample(_, schema, options))

  /** The same for a schema as DDL, `id BIGINT, tags ARRAY<STRING>`, or as Spark's JSON. */
  def from_example(data: Column, schema: String): Column =
    from_example(data, schema, Map.empty[String, String])

  /** The same with options. */
  def from_example(data: Column, schema: String, options: Map[String, String]): Column =
    from_example(data, FunctionArguments.schema(schema), options)

  /** The same for Java and Python. */
  def from_example(data: Column, schema: String, options: JavaMap[String, String]): Column =
    from_example(data, schema, scalaMap(options))

  private def scalaMap(options: JavaMap[String, String]): Map[String, String] = {
    val entries = mutable.Map.empty[String, String]
    options.forEach((name, value) => entries.update(name, value))
    entries.toMap
  }
}
