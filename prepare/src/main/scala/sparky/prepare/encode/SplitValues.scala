package sparky.prepare.encode

import sparky.prepare.rank.RangeMaps
import sparky.prepare.reject.RowJudge

/**
 * Collects the distinct values of a split, in ranges of hashes.
 *
 * @param columns
 *   which categorical columns
 * @param fills
 *   the fill of each, which is always among the values
 * @param memoryLimit
 *   bytes that the maps may take before their values are sent on; then one may be sent twice
 */
final private class SplitValues(
    judge: RowJudge,
    columns: Array[Int],
    fills: Array[Array[Long]],
    ranges: Int,
    memoryLimit: Long
) {
  private[this] val maps = new RangeMaps(columns.length, ranges, memoryLimit)

  /** The values with the number of their range, column after column, while the split is read. */
  def blocks: Iterator[(Int, Array[Long])] =
    Iterator.continually(collectSome()).takeWhile(identity).flatMap(_ => maps.emptied()) ++
      Iterator.single(()).flatMap { _ =>
        columns.indices.foreach(i => maps(i).addEntry(fills(i), 0, 1))
        maps.emptied()
      }

  /** Collects until the maps are full; false at the end of the split. */
  private def collectSome(): Boolean = {
    while (judge.next()) {
      columns.indices.foreach { i =>
        maps(i).countAll(judge.parser.categorical(columns(i)), judge.batch)
      }
      if (maps.isFull) return true
    }
    judge.finish()
    false
  }
}
