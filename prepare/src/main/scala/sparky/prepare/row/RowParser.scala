package sparky.prepare.row

/**
 * Why a row is bad.
 *
 * @param column
 *   the column's name; none where the line as a whole is bad
 * @param received
 *   what stood there: at most 200 bytes, invalid UTF-8 as `\xNN`
 */
final case class BadRow(column: Option[String], expected: String, received: String)

/**
 * Parses the fields of batches, column by column from left to right, so that a bad row's first
 * cause is the one of `schema/FORMAT.md`, section 3.
 *
 * One parser serves one thread and is used for all its batches: good rows allocate nothing.
 */
final class RowParser(format: RowFormat) {

  /** The columns in the order of the log; after [[parse]] they hold the values of the batch. */
  val fields: Array[Field] = format.fields.toArray
  val label: Option[LabelField] = fields.collectFirst { case f: LabelField => f }
  val numbers: Array[NumberField] = fields.collect { case f: NumberField => f }
  val categorical: Array[CategoricalField] = fields.collect { case f: CategoricalField => f }
  val key: Option[KeyField] = fields.collectFirst { case f: KeyField => f }

  /** Parses all rows of the batch and marks those that are bad. */
  def parse(batch: RowBatch): Unit = fields.foreach(_.parse(batch))

  /** Removes the marked rows of the batch, and holds the values of the others. */
  def dropMarked(batch: RowBatch): Unit = {
    batch.removeMarked()
    parse(batch)
  }
}
