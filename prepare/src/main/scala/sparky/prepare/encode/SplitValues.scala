package sparky.prepare.encode

import sparky.prepare.rank.{EntryWriter, ValueMap}
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
  private[this] val maps = columns.map(_ => new ValueMap)

  /** The values with the number of their range, column after column, while the split is read. */
  def blocks: Iterator[(Int, Array[Long])] =
    Iterator.continually(collectSome()).takeWhile(identity).flatMap(_ => distributed) ++
      Iterator.single(()).flatMap { _ =>
        maps.indices.foreach(i => maps(i).addEntry(fills(i), 0, 1))
        distributed
      }

  /** Collects until the maps are full; false at the end of the split. */
  private def collectSome(): Boolean = {
    while (judge.next()) {
      maps.indices.foreach(i => maps(i).countAll(judge.parser.categorical(columns(i)), judge.batch))
      if (maps.map(_.memory).sum > memoryLimit) return true
    }
    judge.finish()
    false
  }

  private def distributed: Iterator[(Int, Array[Long])] = {
    val writers = Array.fill(ranges)(new EntryWriter)
    maps.foreach { map =>
      writers.foreach(_.beginColumn())
      map.foreach((words, at) => writers(ValueMap.range(words, at, ranges)).add(words, at))
      writers.foreach(_.endColumn())
      map.clear()
    }
    writers.iterator.zipWithIndex.map { case (writer, range) => range -> writer.result }
  }
}
