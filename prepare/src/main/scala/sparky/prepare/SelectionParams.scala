package sparky.prepare

/**
 * Which rows train mode holds out and which it draws, as the command line says.
 *
 * @param evaluateOut
 *   the directory of the rows that are held out; none is held out without it
 * @param split
 *   hash, order or a column
 * @param share
 *   of the rows that are held out, by hash or order
 * @param from
 *   rows whose column is at or above it are held out
 * @param negativeRate
 *   the share of the negative rows that train records keep
 * @param seed
 *   of the draw of negative rows
 */
final case class SelectionParams(
    evaluateOut: Option[String] = None,
    split: Option[String] = None,
    share: Option[BigDecimal] = None,
    from: Option[String] = None,
    negativeRate: Option[BigDecimal] = None,
    seed: Option[Long] = None
) {

  /** The column that rows are held out by. */
  def comparedColumn: Option[String] =
    split.filterNot(Set(SelectionFlags.Hash, SelectionFlags.Order))

  /** Whether rows are held out by the value of a column. */
  def byColumn: Boolean = comparedColumn.isDefined
}
