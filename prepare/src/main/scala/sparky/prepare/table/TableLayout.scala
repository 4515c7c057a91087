package sparky.prepare.table

import org.apache.spark.sql.types.{ArrayType, StructType}

import sparky.prepare.row.RowFormat

/**
 * Where the columns of a run stand in the rows that Spark gives.
 *
 * @param place
 *   what to call the table in messages
 * @param ordinals
 *   the place of each column of the row format; -1 where it is not looked at
 * @param file
 *   the place of the path of a row's file; none where the rows are not those of files
 */
final case class TableLayout(
    place: String,
    schema: StructType,
    ordinals: IndexedSeq[Int],
    file: Option[Int]
) {

  /** Whether the texts at a place stand in lists. */
  def isList(ordinal: Int): Boolean = schema(ordinal).dataType.isInstanceOf[ArrayType]
}

object TableLayout {

  /** The columns that a row format looks at stand in its order, and the path behind them. */
  def of(place: String, schema: StructType, format: RowFormat, ofFiles: Boolean): TableLayout = {
    val read = format.columns.map(format.isRead)
    val before = read.scanLeft(0)((n, isRead) => if (isRead) n + 1 else n)
    val ordinals = read.zip(before).map { case (isRead, n) => if (isRead) n else -1 }
    TableLayout(place, schema, ordinals, if (ofFiles) Some(before.last) else None)
  }
}
