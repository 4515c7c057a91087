package sparky.prepare.input

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path

import sparky.prepare.row.RowFormat
import sparky.prepare.schema.FeatureSchema

/** Files of delimited text. */
final class DelimitedSource(conf: Configuration, val places: Seq[Path], val files: Seq[InputFile])
    extends Source {

  def countedRows: Option[Long] = None

  def hasLabel(schema: FeatureSchema): Boolean = LabelPresence.detect(conf, files, schema)

  def arrays(schema: FeatureSchema): Set[String] = Set.empty

  def log(format: RowFormat, parts: Int): Log =
    DelimitedLog.of(files, parts, format, LabelPresence.header(format))
}
