package sparky.prepare.select

import sparky.prepare.row.{RowBatch, RowParser}

/**
 * Which good rows a pass over the log takes; it leaves the others out.
 *
 * @param holdOut
 *   the rows of evaluation, if there are any
 * @param evaluates
 *   whether the pass takes these, or those for training
 * @param sampling
 *   of the negative rows for training
 */
final case class RowSelection(
    holdOut: Option[HoldOut],
    evaluates: Boolean,
    sampling: Option[NegativeSampling]
) {

  /** The selection of the rows that are held out. */
  def heldOut: RowSelection = copy(evaluates = true, sampling = None)

  /** Selects in one split; none where every good row is taken. */
  def selector(split: Int): Option[RowSelector] =
    if (holdOut.isEmpty && sampling.isEmpty) None
    else Some(new RowSelector(holdOut.map(_.judge(split)), evaluates, sampling.map(_.draw)))
}

object RowSelection {

  /** Every good row. */
  val All: RowSelection = RowSelection(None, evaluates = false, None)
}

/** Selects among the rows of one split, for one thread. */
final class RowSelector private[select] (
    holdOut: Option[HeldOut],
    evaluates: Boolean,
    sampling: Option[NegativeDraw]
) {

  /**
   * Marks the rows of a batch that this pass leaves out.
   *
   * @param first
   *   the number in the split of the batch's first row
   */
  def mark(batch: RowBatch, first: Long): Unit = holdOut.foreach { judge =>
    var row = 0
    while (row < batch.rows) {
      if (judge.isHeldOut(batch, row, first + row) != evaluates) batch.leave(row)
      row += 1
    }
  }

  /** Marks the negative rows that are not drawn; the batch is parsed. */
  def markUndrawn(batch: RowBatch, parser: RowParser): Unit =
    for (draw <- sampling; label <- parser.label) {
      var row = 0
      while (row < batch.rows) {
        if (label.values(row) == 0f && !draw.keeps(batch, row)) batch.leave(row)
        row += 1
      }
    }
}
