package sparky.tfrecord
package expressions

import org.apache.spark.sql.catalyst.expressions.Expression
import org.apache.spark.sql.catalyst.util.MapData
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** The arguments of the functions that are known at analysis: a schema, and options. */
private[tfrecord] object FunctionArguments {

  /**
   * A schema as DDL, `id BIGINT, tags ARRAY<STRING>`, or as Spark's JSON.
   *
   * @throws TFRecordException where it is a type of something else than columns
   */
  def schema(text: String): StructType = {
    val dataType = if (text.startsWith("{")) DataType.fromJson(text) else DataType.fromDDL(text)
    dataType match {
      case struct: StructType => struct
      case _ => throw wrong("schema", "columns, as in id BIGINT, name STRING", text)
    }
  }

  /** @throws TFRecordException where it is not a literal string of a schema */
  def schema(argument: Expression): StructType = argument.dataType match {
    case _: StringType if argument.foldable =>
      argument.eval() match {
        case text: UTF8String => schema(text.toString)
        case _                => throw wrong("schema", "a literal string", "null")
      }
    case _ => throw wrong("schema", "a literal string", argument.sql)
  }

  /** @throws TFRecordException where it is not a literal map of strings */
  def options(argument: Expression): Map[String, String] = argument.dataType match {
    case MapType(_: StringType, _: StringType, _) if argument.foldable =>
      argument.eval() match {
        case map: MapData => strings(map)
        case _            => throw notMap("null")
      }
    case _ => throw notMap(argument.sql)
  }

  /** @throws TFRecordException always: the function is called with another number of arguments */
  def wrongCount(function: String, usage: String, count: Int): Nothing =
    throw new TFRecordException(s"function $function", usage, s"$count arguments")

  private def strings(map: MapData): Map[String, String] = {
    val entries = Map.newBuilder[String, String]
    map.foreach(
      StringType,
      StringType,
      (key, value) => {
        if (value == null) throw notMap(s"null for $key")
        entries += key.toString -> value.toString
      }
    )
    entries.result()
  }

  private def notMap(received: String): TFRecordException =
    wrong("options", "a literal map of strings, as in map('recordType', 'Example')", received)

  private def wrong(argument: String, expected: String, received: String): TFRecordException =
    new TFRecordException(s"argument $argument", expected, received)
}
