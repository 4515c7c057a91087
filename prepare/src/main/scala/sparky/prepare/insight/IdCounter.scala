package sparky.prepare.insight

import java.io.{DataInput, DataOutput}

import org.apache.hadoop.io.WritableUtils.{readVLong, writeVLong}

/**
 * Counts the rows of a categorical column by id.
 *
 * Each of the first [[IdCounter.Limit]] ids, which are the most frequent values of the train rows,
 * is counted by itself, and all others of the vocabulary together.
 */
final class IdCounter(vocabularySize: Long) {
  private[this] val limit = math.min(vocabularySize, IdCounter.Limit.toLong)

  // First what is unseen, then each id, last those beyond: one line of code, without a branch that
  // nobody can foresee, counts them all.
  private[this] val counts = new Array[Long](limit.toInt + 2)
  private[this] var absent = 0L

  /** Rows of each id from 1 on. */
  def rows: Array[Long] = counts.slice(1, counts.length - 1)

  /** Rows of the ids that are not counted by themselves. */
  def tail: Long = counts.last

  /** Rows whose value is not in the vocabulary. */
  def unseen: Long = counts(0)

  /** All that were counted: rows, or the values of lists. */
  def values: Long = counts.sum

  def missing: Long = absent

  /** Counts the ids of the first `rows` rows of a batch, of which `missing` have no value. */
  def add(ids: Array[Long], rows: Int, missing: Int): Unit = {
    val beyond = limit + 1
    var row = 0
    while (row < rows) {
      counts(math.max(0L, math.min(ids(row), beyond)).toInt) += 1
      row += 1
    }
    absent += missing
  }

  def write(out: DataOutput): Unit = {
    writeVLong(out, absent)
    writeVLong(out, counts.count(_ != 0).toLong)
    var last = 0
    counts.indices.foreach { i =>
      if (counts(i) != 0) {
        writeVLong(out, (i - last).toLong)
        writeVLong(out, counts(i))
        last = i
      }
    }
  }

  /** Adds what another counter of the same vocabulary has written. */
  def merge(in: DataInput): Unit = {
    absent += readVLong(in)
    var at = 0
    (0L until readVLong(in)).foreach { _ =>
      at += readVLong(in).toInt
      counts(at) += readVLong(in)
    }
  }
}

object IdCounter {

  /** So many ids of a column are counted each by itself. */
  val Limit: Int = 65536
}
