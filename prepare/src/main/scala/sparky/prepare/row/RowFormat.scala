package sparky.prepare.row

import sparky.prepare.schema._

/**
 * What a row of this run looks like.
 *
 * @param labelStands
 *   whether the log has the label's column
 * @param labelRead
 *   whether that label is checked and written; predict drops it
 * @param arrays
 *   the list columns whose values stand with their lengths, with no separator between them
 * @param compared
 *   a column that rows are selected by, whatever its role
 */
final case class RowFormat(
    schema: FeatureSchema,
    labelStands: Boolean,
    labelRead: Boolean,
    arrays: Set[String] = Set.empty,
    compared: Option[String] = None
) {

  /** The columns that stand in the log, in its order. */
  def columns: IndexedSeq[Column] =
    schema.columns.filter(c => labelStands || !c.isInstanceOf[LabelColumn])

  /** Whether a column is looked at. */
  def isRead(column: Column): Boolean = column match {
    case c if compared.contains(c.name) => true
    case _: IgnoreColumn                => false
    case _: LabelColumn                 => labelRead
    case _                              => true
  }

  /** New parsers, one for each of the columns; they hold the present batch and are for one thread. */
  def fields: IndexedSeq[Field] = {
    val missing = new Texts(schema.input.missing, holdsNull = true)
    columns.zipWithIndex.map {
      case (c: LabelColumn, i) if labelRead => label(c, i, missing)
      case (c: NumericColumn, i) =>
        val expected = if (c.real) Field.Real else Field.Integer
        new NumberField(c, i, expected, missing, Some(c.fillValue))
      case (c: WeightColumn, i)      => new NumberField(c, i, Field.Weight, missing, None)
      case (c: CategoricalColumn, i) => categorical(c, i, missing)
      case (c: KeyColumn, i)         => new KeyField(c.name, i, missing)
      case (c, i)                    => new UncheckedField(c.name, i)
    }
  }

  private def categorical(c: CategoricalColumn, position: Int, missing: Texts): CategoricalField =
    c.listSeparator match {
      case None => new SingleField(c.name, position, missing)
      case Some(separator) =>
        val cursor = if (arrays(c.name)) new CountedValues else new SeparatedValues(separator)
        new ListField(c.name, position, missing, cursor)
    }

  private def label(column: LabelColumn, position: Int, missing: Texts): LabelField = {
    val texts = column.positive ++ column.negative
    val expected = texts.map(text => "\"" + text + "\"").mkString(" or ")
    new LabelField(
      column.name,
      position,
      expected,
      missing,
      new Texts(column.positive),
      new Texts(column.negative)
    )
  }
}
