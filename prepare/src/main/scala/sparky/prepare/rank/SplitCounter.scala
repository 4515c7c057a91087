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
  import SplitCounter._

  private[this] val parser = judge.parser
  private[this] val maps = parser.categorical.map(_ => new ByteStringMap)
  private[this] val missing = new Array[Long](maps.length)
  private[this] val numbers = parser.numbers.map(_ => new NumberCounter)
  private[this] var positive = 0L

  /** The blocks of the split, each with the number of the range it belongs to, while it is read. */
  def blocks: Iterator[(Int, CountBlock)] =
    Iterator.continually(countSome()).takeWhile(identity).flatMap(_ => valueBlocks) ++
      Iterator.single(()).flatMap(_ => valueBlocks ++ numberBlocks ++ tallyBlock)

  /** Counts until the maps are full; false at the end of the split. */
  private def countSome(): Boolean = {
    var rows = 0
    var more = judge.next()
    while (more && !(rows % RowsBetweenChecks == 0 && isFull)) {
      count()
      rows += 1
      more = judge.next()
    }
    if (more) count()
    more
  }

  private def isFull: Boolean = maps.map(_.memory).sum > memoryLimit

  private def count(): Unit = {
    val bytes = judge.reader.lines.bytes
    parser.label.foreach(label => if (label.value == 1f) positive += 1)
    countNumbers()
    var i = 0
    while (i < maps.length) {
      val field = parser.categorical(i)
      if (field.isMissing) missing(i) += 1 else maps(i).add(bytes, field.start, field.end, 1)
      i += 1
    }
  }

  private def countNumbers(): Unit = {
    var i = 0
    while (i < numbers.length) {
      numbers(i).add(parser.numbers(i))
      i += 1
    }
  }

  private def valueBlocks: Iterator[(Int, CountBlock)] = {
    val writers = Array.fill(ranges)(new EntryWriter)
    maps.foreach { map =>
      writers.foreach(_.beginColumn())
      distribute(map, writers)
      writers.foreach(_.endColumn())
      map.clear()
    }
    writers.iterator.zipWithIndex.map { case (writer, range) => (range, ValueBlock(writer.result)) }
  }

  private def distribute(map: ByteStringMap, writers: Array[EntryWriter]): Unit = {
    val words = map.entries
    var position = 0
    while (position < map.usedWords) {
      val length = Entries.length(words(position))
      writers(ByteStringMap.range(words, position + 1, length, ranges)).add(words, position)
      position += Entries.size(words(position))
    }
  }

  private def numberBlocks: Iterator[(Int, CountBlock)] =
    numbers.iterator.zipWithIndex.map { case (counter, column) =>
      val bytes = new ByteArrayOutputStream
      counter.write(new DataOutputStream(bytes))
      (column % ranges, NumberBlock(column, bytes.toByteArray))
    }

  private def tallyBlock: Iterator[(Int, CountBlock)] = {
    val tally = judge.finish()
    Iterator.single((tally.split % ranges, TallyBlock(tally, positive, missing.toSeq)))
  }
}

object SplitCounter {

  /** The maps' size is looked at once in so many rows. */
  private val RowsBetweenChecks = 4096
}
