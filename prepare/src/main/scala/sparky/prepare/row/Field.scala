package sparky.prepare.row

import sparky.prepare.schema.NumberColumn

/**
 * One column's parser, which also holds what a batch of rows has there.
 *
 * @param name
 *   the feature's name, for the rejects
 * @param position
 *   the field's place in a row
 */
abstract class Field private[row] (val name: String, protected val position: Int) {

  /**
   * Takes the column from every row of the batch, and marks the rows where it is not in its
   * grammar.
   */
  def parse(batch: RowBatch): Unit

  /** Where the field of a row begins in the batch's bytes. */
  final def start(batch: RowBatch, row: Int): Int = batch.start(position, row)

  /** The first byte beyond the field of a row. */
  final def end(batch: RowBatch, row: Int): Int = batch.end(position, row)

  final protected def refuse(batch: RowBatch, row: Int, expected: String): Unit =
    refuse(batch, row, start(batch, row), end(batch, row), expected)

  /** Marks a row as bad for what stands from `from` until `until`. */
  final protected def refuse(
      batch: RowBatch,
      row: Int,
      from: Int,
      until: Int,
      expected: String
  ): Unit = batch.refuse(
    row, {
      val received = Utf8.shown(batch.bytes, from, until, Field.MaxShownBytes)
      BadRow(Some(name), expected, received)
    }
  )
}

/** A column that is not looked at. */
final class UncheckedField(name: String, position: Int) extends Field(name, position) {
  def parse(batch: RowBatch): Unit = ()
}

/** The class of the row: 1 or 0. */
final class LabelField(
    name: String,
    position: Int,
    expected: String,
    missing: Texts,
    positive: Texts,
    negative: Texts
) extends Field(name, position) {

  /** The class of each row: 1 or 0. */
  val values: Array[Float] = new Array[Float](RowBatch.Capacity)

  /** How many rows of the batch are of the positive class. */
  def positives(batch: RowBatch): Int = {
    var count = 0
    var row = 0
    while (row < batch.rows) {
      if (values(row) == 1f) count += 1
      row += 1
    }
    count
  }

  def parse(batch: RowBatch): Unit = {
    var row = 0
    while (row < batch.rows) {
      take(batch, row, start(batch, row), end(batch, row))
      row += 1
    }
  }

  private def take(batch: RowBatch, row: Int, from: Int, until: Int): Unit = {
    val bytes = batch.bytes
    val isPositive = positive.contains(bytes, from, until)
    values(row) = if (isPositive) 1f else 0f
    val isClass = isPositive || negative.contains(bytes, from, until)
    if (!isClass || missing.contains(bytes, from, until)) refuse(batch, row, expected)
  }
}

/** A number, of a numeric column or the weight. */
final class NumberField(
    column: NumberColumn,
    position: Int,
    expected: String,
    missingTexts: Texts,
    fill: Option[Float]
) extends Field(column.name, position) {
  private[this] val real = column.real
  private[this] val isWeight = fill.isEmpty
  private[this] val fillValue = fill.getOrElse(0f)
  private[this] var collided = 0
  private[this] var inexact = 0

  /** The values as float32; the fill where they are missing. */
  val values: Array[Float] = new Array[Float](RowBatch.Capacity)

  /** Whether the value is missing. */
  val missing: Array[Boolean] = new Array[Boolean](RowBatch.Capacity)

  /** Values of the batch that equal the fill without being missing. */
  def collisions: Int = collided

  /** Values of the batch that are integers which float32 does not hold. */
  def rounded: Int = inexact

  def parse(batch: RowBatch): Unit = {
    collided = 0
    inexact = 0
    var row = 0
    while (row < batch.rows) {
      take(batch, row, start(batch, row), end(batch, row))
      row += 1
    }
  }

  private def take(batch: RowBatch, row: Int, from: Int, until: Int): Unit = {
    val absent = missingTexts.contains(batch.bytes, from, until)
    val value = if (absent) fillValue else number(batch.bytes, from, until)
    missing(row) = absent
    values(row) = value
    if (!absent && value == fillValue && !isWeight) collided += 1
    val good = if (isWeight) !absent && value >= 0f else !value.isNaN
    if (!good) refuse(batch, row, expected)
  }

  private def number(bytes: Array[Byte], from: Int, until: Int): Float =
    if (real) NumberGrammar.real(bytes, from, until)
    else {
      val value = NumberGrammar.integer(bytes, from, until)
      val nearest = if (value == Long.MinValue) NumberGrammar.NotANumber else value.toFloat
      if (value != Long.MinValue && nearest.toLong != value) inexact += 1
      nearest
    }
}

/** The key of the row. */
final class KeyField(name: String, position: Int, missing: Texts) extends Field(name, position) {

  def parse(batch: RowBatch): Unit = {
    var row = 0
    while (row < batch.rows) {
      take(batch, row, start(batch, row), end(batch, row))
      row += 1
    }
  }

  private def take(batch: RowBatch, row: Int, from: Int, until: Int): Unit =
    if (from == until || missing.contains(batch.bytes, from, until)) refuse(batch, row, Field.Key)
    else if (!batch.plain(row) && !Utf8.isText(batch.bytes, from, until))
      refuse(batch, row, Field.Text)
}

object Field {
  val Text: String = "UTF-8 without NUL, CR and LF"
  val Key: String = "a key"
  val Integer: String = "an integer (-?[0-9]{1,18})"
  val Real: String = "a decimal number that float32 can hold"
  val Weight: String = "a number that is not negative"
  private val MaxShownBytes = 200
}
