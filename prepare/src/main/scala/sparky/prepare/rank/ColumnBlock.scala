package sparky.prepare.rank

/**
 * Entries of several columns in one array: for each column the number of longs that follow, then
 * its entries.
 */
object ColumnBlock {

  /** Calls `use` with the column, the array and the place of every entry. */
  def foreach(words: Array[Long], columns: Int)(use: (Int, Array[Long], Int) => Unit): Unit =
    ends(words, columns).foreach { case (column, from, until) =>
      var at = from
      while (at < until) {
        use(column, words, at)
        at += Entries.size(words(at))
      }
    }

  /** A block of what `write` makes of every entry. */
  def mapped(words: Array[Long], columns: Int)(
      write: (Int, Array[Long], Int, EntryWriter) => Unit
  ): Array[Long] = {
    val writer = new EntryWriter
    ends(words, columns).foreach { case (column, from, until) =>
      writer.beginColumn()
      var at = from
      while (at < until) {
        write(column, words, at, writer)
        at += Entries.size(words(at))
      }
      writer.endColumn()
    }
    writer.result
  }

  /** A block for each of `ranges` ranges, to whose writers `write` adds the entries of a column. */
  def inRanges(columns: Int, ranges: Int)(
      write: (Int, Array[EntryWriter]) => Unit
  ): Seq[Array[Long]] = {
    val writers = Array.fill(ranges)(new EntryWriter)
    (0 until columns).foreach { column =>
      writers.foreach(_.beginColumn())
      write(column, writers)
      writers.foreach(_.endColumn())
    }
    writers.toSeq.map(_.result)
  }

  /** Each column with the place of its first entry and that beyond its last. */
  def ends(words: Array[Long], columns: Int): Iterator[(Int, Int, Int)] = {
    var last = 0
    Iterator.range(0, columns).map { column =>
      val from = last + 1
      last = from + words(last).toInt
      (column, from, last)
    }
  }
}
