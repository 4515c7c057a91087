package sparky.prepare.rank

/**
 * The maps of some columns of one split, which are emptied into ranges of hashes.
 *
 * @param ranges
 *   how many ranges there are
 * @param memoryLimit
 *   bytes that the maps may take before their content is to be sent on
 */
final private[prepare] class RangeMaps(columns: Int, ranges: Int, memoryLimit: Long) {
  private[this] val maps = Array.fill(columns)(new ValueMap)

  /** The map of a column. */
  def apply(column: Int): ValueMap = maps(column)

  def isFull: Boolean = {
    var memory = 0L
    var i = 0
    while (i < maps.length) {
      memory += maps(i).memory
      i += 1
    }
    memory > memoryLimit
  }

  /** The content of all maps, each range with its number, see [[ColumnBlock]]; they are empty then. */
  def emptied(): Iterator[(Int, Array[Long])] = {
    val blocks = ColumnBlock.inRanges(maps.length, ranges) { (column, writers) =>
      val map = maps(column)
      map.foreach((words, at) => writers(ValueMap.range(words, at, ranges)).add(words, at))
      map.clear()
    }
    blocks.iterator.zipWithIndex.map { case (words, range) => range -> words }
  }
}
