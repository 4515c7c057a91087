package sparky.prepare.table

import org.apache.hadoop.fs.Path
import org.apache.spark.sql.{AnalysisException, Column => SparkColumn, DataFrame}
import org.apache.spark.sql.functions.col

import sparky.prepare.input.{InputFile, Log, Segment, Source, Split, Splits}
import sparky.prepare.row.RowFormat
import sparky.prepare.schema.FeatureSchema

/**
 * A table that is to be read.
 *
 * A table of files is cut as text is, by its bytes, and its rows keep their order. Of any other,
 * which has no order, the rows are dealt out by their values and sorted: the same rows give the
 * same parts, whatever Spark does to get them.
 *
 * @param place
 *   what to call the table in messages
 */
final class TableSource(table: DataFrame, place: String) extends Source {
  private val columns = new TableColumns(table, place)
  private val scan = new TableScan(table)

  // A view of files does not say which row is from which.
  private val path: Option[SparkColumn] = scan.files.flatMap { _ =>
    try Some(table.metadataColumn("_metadata").getField("file_path").as("file"))
    catch { case _: AnalysisException => None }
  }

  def places: Seq[Path] = scan.places

  def files: Seq[InputFile] =
    if (path.isDefined) scan.files.toSeq.flatMap(_.map(_.input)) else Nil

  def countedRows: Option[Long] = Some(table.count())

  def hasLabel(schema: FeatureSchema): Boolean = schema.label.exists(columns.has)

  def arrays(schema: FeatureSchema): Set[String] =
    schema.categorical.filter(columns.isArray).map(_.name).toSet

  def log(format: RowFormat, parts: Int): Log = {
    val texts = columns.texts(format).zipWithIndex.map { case (text, i) => text.as(s"text$i") }
    path.fold(ofRows(format, texts, parts))(file => ofFiles(format, texts :+ file, parts))
  }

  private def ofFiles(format: RowFormat, columns: Seq[SparkColumn], parts: Int): Log = {
    val selected = table.select(columns: _*)
    val scan = new TableScan(selected)
    val found = scan.files.getOrElse(
      throw new IllegalStateException(s"$place: a table of files became another with its paths")
    )
    val splits = Splits.cut(found.map(_.input), parts)
    val rows = new FilePartsRdd(scan.rows, TableFile.parts(found, splits))
    val layout = TableLayout.of(place, selected.schema, format, ofFiles = true)
    TableLog(found.map(_.input), splits, layout, splits.map(_ => Long.MaxValue), rows)
  }

  private def ofRows(format: RowFormat, texts: Seq[SparkColumn], parts: Int): Log = {
    val selected = table.select(texts: _*)
    val all = selected.columns.toSeq.map(col)
    val sorted = selected.repartition(parts, all: _*).sortWithinPartitions(all: _*)
    val splits = (0 until parts).map(Split(_, Seq(Segment(0, 0, 0))))
    val layout = TableLayout.of(place, selected.schema, format, ofFiles = false)
    val whole = InputFile(place, place, 0, whole = true)
    TableLog(Seq(whole), splits, layout, splits.map(_ => Long.MaxValue), new TableScan(sorted).rows)
  }
}
