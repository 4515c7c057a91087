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

  /** New parsers, one for each of the columns; they hold the present batch and are for one thread. */
  def fields: IndexedSeq[Field] = {
    val missing = new Texts(schema.input.missing)
    columns.zipWithIndex.map {
      case (c: LabelColumn, i) if labelRead => label(c, i, missing)
      case (c: NumericColumn, i) =>
        val expected = if (c.real) Field.Real else Field.Integer
        new NumberField(c, i, expected, missing, Some(c.fillValue))
      case (c: WeightColumn, i)      => new NumberField(c, i, Field.Weight, missing, None)
      case (c: CategoricalColumn, i) => new CategoricalField(c, i, missing)
      case (c: KeyColumn, i)         => new KeyField(c.name, i, missing)
      case (c, i)                    => new UncheckedField(c.name, i)
    }
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
