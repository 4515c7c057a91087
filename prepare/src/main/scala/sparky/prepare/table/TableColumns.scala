package sparky.prepare.table

import org.apache.spark.sql.{Column => SparkColumn, DataFrame}
import org.apache.spark.sql.functions.col
import org.apache.spark.sql.types._

import sparky.prepare.{InputError, NearestName}
import sparky.prepare.row.RowFormat
import sparky.prepare.schema.{CategoricalColumn, Column}

/**
 * The columns of a table that a run looks at, each as text.
 *
 * @param place
 *   what to call the table in messages
 */
final class TableColumns(table: DataFrame, place: String) {

  /** Whether the table has a column of the schema. */
  def has(column: Column): Boolean = found(column).isDefined

  /**
   * The columns that a row format looks at, in its order.
   *
   * @throws InputError
   *   where the table lacks one, or where one's type has no text
   */
  def texts(format: RowFormat): Seq[SparkColumn] =
    format.columns.filter(format.isRead).map(column => text(column))

  /** Whether the table has a column of the schema, as an array. */
  def isArray(column: Column): Boolean = found(column).exists(_.dataType.isInstanceOf[ArrayType])

  private def text(column: Column): SparkColumn = {
    val field = required(column)
    val quoted = col("`" + field.name.replace("`", "``") + "`")
    (column, field.dataType) match {
      case (c: CategoricalColumn, ArrayType(element, _))
          if c.listSeparator.isDefined && hasText(element) =>
        quoted.cast(ArrayType(StringType))
      case (_, simple) if hasText(simple) => quoted.cast(StringType)
      case (c: CategoricalColumn, other) if c.listSeparator.isDefined =>
        refuse(field, "text, or an array of it", other)
      case (_, other) => refuse(field, "a type that is one text", other)
    }
  }

  private def hasText(dataType: DataType): Boolean = dataType match {
    case _: ArrayType | _: MapType | _: StructType | _: UserDefinedType[_] => false
    case _                                                                 => true
  }

  private def required(column: Column): StructField = found(column).getOrElse {
    val names = table.schema.fieldNames.toSeq
    val near = NearestName.hint(column.header, names)
    val received = if (near.isEmpty) names.mkString(", ") else s"none$near"
    throw new InputError(s"$place: expected a column ${column.header}, received $received")
  }

  // As Spark does: the case of letters counts only where two names differ in nothing else.
  private def found(column: Column): Option[StructField] = {
    val exact = table.schema.fields.find(_.name == column.header)
    val similar = table.schema.fields.filter(_.name.equalsIgnoreCase(column.header))
    exact.orElse(if (similar.length == 1) similar.headOption else None)
  }

  private def refuse(field: StructField, expected: String, received: DataType): Nothing =
    throw new InputError(
      s"$place, column ${field.name}: expected $expected, received ${received.simpleString}"
    )
}
