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
  private[this] val byId = new Array[Long](math.min(vocabularySize, IdCounter.Limit.toLong).toInt)
  private[this] var beyond = 0L
  private[this] var outside = 0L
  private[this] var absent = 0L

  /** Rows of each id from 1 on. */
  def rows: Array[Long] = byId

  /** Rows of the ids that are not counted by themselves. */
  def tail: Long = beyond

  /** Rows whose value is not in the vocabulary. */
  def unseen: Long = outside

  /** All that were counted: rows, or the values of lists. */
  def values: Long = byId.sum + beyond + outside

  def missing: Long = absent

  /** Counts the ids of the first `rows` rows of a batch, of which `missing` have no value. */
  def add(ids: Array[Long], rows: Int, missing: Int): Unit = {
    val limit = byId.length
    var row = 0
    while (row < rows) {
      val id = ids(row)
      if (id <= 0) outside += 1
      else if (id <= limit) byId((id - 1).toInt) += 1
      else beyond += 1
      row += 1
    }
    absent += missing
  }

  def write(out: DataOutput): Unit = {
    Seq(beyond, outside, absent, byId.count(_ != 0).toLong).foreach(writeVLong(out, _))
    var last = 0
    byId.indices.foreach { i =>
      if (byId(i) != 0) {
        writeVLong(out, (i - last).toLong)
        writeVLong(out, byId(i))
        last = i
      }
    }
  }

  /** Adds what another counter of the same vocabulary has written. */
  def merge(in: DataInput): Unit = {
    beyond += readVLong(in)
    outside += readVLong(in)
    absent += readVLong(in)
    var at = 0
    (0L until readVLong(in)).foreach { _ =>
      at += readVLong(in).toInt
      byId(at) += readVLong(in)
    }
  }
}

object IdCounter {

  /** So many ids of a column are counted each by itself. */
  val Limit: Int = 65536
}
