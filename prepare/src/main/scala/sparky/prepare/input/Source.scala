package sparky.prepare.input

import org.apache.hadoop.fs.Path

import sparky.prepare.Progress
import sparky.prepare.row.RowFormat
import sparky.prepare.schema.FeatureSchema

/** What a run reads, found but not yet cut. */
trait Source {

  /** The files and folders that were named, of which no output may lie in any. */
  def places: Seq[Path]

  /** In their order; none where the rows are not those of files. */
  def files: Seq[InputFile]

  /** For a person: how much there is. */
  final def described: String =
    if (files.isEmpty) "1 table"
    else
      s"${Progress.counted(files.size.toLong, "file")}, ${Progress.size(files.map(_.bytes).sum)}"

  /** How many rows there are, where Spark can count them; text has to be read for that. */
  def countedRows: Option[Long]

  /** Whether the label's column is there. */
  def hasLabel(schema: FeatureSchema): Boolean

  /** The list columns whose values stand one by one, with no separator between them. */
  def arrays(schema: FeatureSchema): Set[String]

  /** The log in so many parts, of which all rows count. */
  def log(format: RowFormat, parts: Int): Log
}
