package sparky.prepare.rank

import java.io.{ByteArrayOutputStream, DataOutputStream}

import sparky.prepare.reject.RowJudge

/**
 * Counts the rows of one split and sends what it counted, each block to the task that merges its
 * range.
 *
 * @param ranges
 *   tasks that merge
 * @param memoryLimit
 *   bytes that the maps may take before their content is sent on; sending it in parts changes no
 *   sum
 */
final class SplitCounter(judge: RowJudge, ranges: Int, memoryLimit: Long) {
  private[this] val parser = judge.parser
  private[this] val maps = parser.categorical.map(_ => new ValueMap)
  private[this] val values = new Array[Long](maps.length)
  private[this] val missing = new Array[Long](maps.length)
  private[this] val numbers = parser.numbers.map(_ => new NumberCounter)
  private[this] var positive = 0L

  /** The blocks of the split, each with the number of the range it belongs to, while it is read. */
  def blocks: Iterator[(Int, CountBlock)] =
    Iterator.continually(countSome()).takeWhile(identity).flatMap(_ => valueBlocks) ++
      Iterator.single(()).flatMap(_ => valueBlocks ++ numberBlocks ++ tallyBlock)

  /** Counts until the maps are full; false at the end of the split. */
  private def countSome(): Boolean = {
    var more = judge.next()
    while (more) {
      count()
      if (isFull) return true
      more = judge.next()
    }
    false
  }

  private def isFull: Boolean = {
    var memory = 0L
    var i = 0
    while (i < maps.length) {
      memory += maps(i).memory
      i += 1
    }
    memory > memoryLimit
  }

  private def count(): Unit = {
    val batch = judge.batch
    parser.label.foreach(label => positive += ones(label.values, batch.rows))
    numbers.indices.foreach(i => numbers(i).add(parser.numbers(i), batch.rows))
    maps.indices.foreach { i =>
      val field = parser.categorical(i)
      maps(i).countAll(field, batch)
      values(i) += field.values(batch)
      missing(i) += field.missingValues(batch)
    }
  }

  private def ones(values: Array[Float], rows: Int): Long = {
    var sum = 0L
    var row = 0
    while (row < rows) {
      if (values(row) == 1f) sum += 1
      row += 1
    }
    sum
  }

  private def valueBlocks: Iterator[(Int, CountBlock)] = {
    val writers = Array.fill(ranges)(new EntryWriter)
    maps.foreach { map =>
      writers.foreach(_.beginColumn())
      map.foreach((words, at) => writers(ValueMap.range(words, at, ranges)).add(words, at))
      writers.foreach(_.endColumn())
      map.clear()
    }
    writers.iterator.zipWithIndex.map { case (writer, range) => (range, ValueBlock(writer.result)) }
  }

  private def numberBlocks: Iterator[(Int, CountBlock)] =
    numbers.iterator.zipWithIndex.map { case (counter, column) =>
      val bytes = new ByteArrayOutputStream
      counter.write(new DataOutputStream(bytes))
      (column % ranges, NumberBlock(column, bytes.toByteArray))
    }

  private def tallyBlock: Iterator[(Int, CountBlock)] = {
    val tally = judge.finish()
    Iterator.single(
      (tally.split % ranges, TallyBlock(tally, positive, values.toSeq, missing.toSeq))
    )
  }
}
