package sparky.tfrecord
package layout

import org.apache.spark.sql.types.StructType

/**
 * Which features of a record hold the columns of a row.
 *
 * @param columns in the order of the row
 */
final private[tfrecord] case class RecordLayout(columns: Seq[ColumnLayout])

private[tfrecord] object RecordLayout {

  /**
   * The layout of the rows of `schema` in an `Example` or a `SequenceExample`.
   *
   * @throws TFRecordException naming a column that a record cannot hold, or a feature that two
   *                           columns would have
   */
  def of(schema: StructType, options: TFRecordOptions): RecordLayout = {
    val featureLists = options.recordType == RecordType.SequenceExample
    val rules = new LayoutRules(options.allowNarrowing, featureLists)
    val columns = schema.fields.toSeq.map(field => rules.column(field.name, field.dataType))
    requireDistinct(columns.flatMap(_.features))
    RecordLayout(columns)
  }

  private def requireDistinct(features: Seq[String]): Unit =
    features.diff(features.distinct).headOption.foreach { name =>
      throw new TFRecordException(s"feature $name", "one column for it", "two")
    }
}
