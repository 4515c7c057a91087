package sparky.prepare.row

import sparky.prepare.schema.{CategoricalColumn, NumberColumn}

/**
 * One column's parser, which also holds what the present row has there.
 *
 * @param name
 *   the feature's name, for the rejects
 */
sealed abstract class Field(val name: String) {
  protected var from: Int = 0
  protected var until: Int = 0

  /** What a good value is, in words. */
  def expected: String

  /** Where the field's bytes begin in the line buffer. */
  final def start: Int = from

  /** The first byte beyond the field. */
  final def end: Int = until

  /**
   * Takes the field from `bytes`; false where it is not in its grammar.
   *
   * @param plain
   *   whether the whole line is ASCII without NUL and CR, so that no text in it needs a check
   */
  final def take(bytes: Array[Byte], start: Int, end: Int, plain: Boolean): Boolean = {
    from = start
    until = end
    parse(bytes, plain)
  }

  protected def parse(bytes: Array[Byte], plain: Boolean): Boolean
}

/** A column that is not looked at. */
final class UncheckedField(name: String) extends Field(name) {
  def expected: String = "anything"

  protected def parse(bytes: Array[Byte], plain: Boolean): Boolean = true
}

/** The class of the row: 1 or 0. */
final class LabelField(
    name: String,
    val expected: String,
    missing: Texts,
    positive: Texts,
    negative: Texts
) extends Field(name) {
  private[this] var present: Float = 0f

  def value: Float = present

  protected def parse(bytes: Array[Byte], plain: Boolean): Boolean = {
    val isPositive = positive.contains(bytes, from, until)
    present = if (isPositive) 1f else 0f
    (isPositive || negative.contains(bytes, from, until)) && !missing.contains(bytes, from, until)
  }
}

/** A number, of a numeric column or the weight. */
final class NumberField(
    column: NumberColumn,
    val expected: String,
    missing: Texts,
    fill: Option[Float]
) extends Field(column.name) {
  private[this] val real = column.real
  private[this] val isWeight = fill.isEmpty
  private[this] val fillValue = fill.getOrElse(0f)
  private[this] var present: Float = 0f
  private[this] var absent = false
  private[this] var inexact = false

  /** The value as float32; the fill where it is missing. */
  def value: Float = present

  def isMissing: Boolean = absent

  /** Whether the value equals the fill without being missing. */
  def isCollision: Boolean = !isWeight && !absent && present == fillValue

  /** Whether the value is an integer that float32 does not hold. */
  def isRounded: Boolean = inexact

  protected def parse(bytes: Array[Byte], plain: Boolean): Boolean = {
    inexact = false
    absent = missing.contains(bytes, from, until)
    if (absent) present = fillValue
    else if (real) present = NumberGrammar.real(bytes, from, until)
    else takeInteger(NumberGrammar.integer(bytes, from, until))
    if (isWeight) !absent && present >= 0f else !present.isNaN
  }

  private def takeInteger(value: Long): Unit = {
    present = if (value == Long.MinValue) NumberGrammar.NotANumber else value.toFloat
    inexact = value != Long.MinValue && present.toLong != value
  }
}

/** A category. */
final class CategoricalField(column: CategoricalColumn, missing: Texts) extends Field(column.name) {
  private[this] var absent = false

  def expected: String = Field.Text

  def isMissing: Boolean = absent

  protected def parse(bytes: Array[Byte], plain: Boolean): Boolean = {
    absent = missing.contains(bytes, from, until)
    plain || absent || Utf8.isText(bytes, from, until)
  }
}

/** The key of the row. */
final class KeyField(name: String, missing: Texts) extends Field(name) {
  private[this] var absent = false

  def expected: String = if (absent) Field.Key else Field.Text

  protected def parse(bytes: Array[Byte], plain: Boolean): Boolean = {
    absent = from == until || missing.contains(bytes, from, until)
    !absent && (plain || Utf8.isText(bytes, from, until))
  }
}

object Field {
  val Text: String = "UTF-8 without NUL, CR and LF"
  val Key: String = "a key"
  val Integer: String = "an integer (-?[0-9]{1,18})"
  val Real: String = "a decimal number that float32 can hold"
  val Weight: String = "a number that is not negative"
}
