package sparky.prepare.row

import sparky.prepare.schema._

/**
 * What a row of this run looks like.
 *
 * @param labelStands
 *   whether the log has the label's column
 * @param labelRead
 *   whether that label is checked and written; predict drops it
 */
final case class RowFormat(schema: FeatureSchema, labelStands: Boolean, labelRead: Boolean) {

  /** The columns that stand in the log, in its order. */
  def columns: IndexedSeq[Column] =
    schema.columns.filter(c => labelStands || !c.isInstanceOf[LabelColumn])

  /** New parsers, one for each of the columns; they hold the present row and are for one thread. */
  def fields: IndexedSeq[Field] = {
    val missing = new Texts(schema.input.missing)
    columns.map {
      case c: LabelColumn if labelRead => label(c, missing)
      case c: NumericColumn =>
        new NumberField(c, if (c.real) Field.Real else Field.Integer, missing, Some(c.fillValue))
      case c: WeightColumn                        => new NumberField(c, Field.Weight, missing, None)
      case c: CategoricalColumn                   => new CategoricalField(c, missing)
      case c: KeyColumn                           => new KeyField(c.name, missing)
      case c @ (_: LabelColumn | _: IgnoreColumn) => new UncheckedField(c.name)
    }
  }

  private def label(column: LabelColumn, missing: Texts): LabelField = {
    val texts = column.positive ++ column.negative
    val expected = texts.map(text => "\"" + text + "\"").mkString(" or ")
    new LabelField(
      column.name,
      expected,
      missing,
      new Texts(column.positive),
      new Texts(column.negative)
    )
  }
}
