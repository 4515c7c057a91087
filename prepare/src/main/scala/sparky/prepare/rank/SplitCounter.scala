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
  private[this] val fields = parser.categorical
  private[this] val maps = new RangeMaps(fields.length, ranges, memoryLimit)
  private[this] val values = new Array[Long](fields.length)
  private[this] val missing = new Array[Long](fields.length)
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
      if (maps.isFull) return true
      more = judge.next()
    }
    false
  }

  private def count(): Unit = {
    val batch = judge.batch
    parser.label.foreach(label => positive += label.positives(batch))
    numbers.indices.foreach(i => numbers(i).add(parser.numbers(i), batch.rows))
    fields.indices.foreach { i =>
      val field = fields(i)
      maps(i).countAll(field, batch)
      values(i) += field.values(batch)
      missing(i) += field.missingValues(batch)
    }
  }

  private def valueBlocks: Iterator[(Int, CountBlock)] =
    maps.emptied().map { case (range, words) => range -> ValueBlock(words) }

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
