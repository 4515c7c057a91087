package sparky.prepare.insight

import sparky.prepare.rank.NumberBuckets

/**
 * The rows with a value, in bins.
 *
 * A value falls into a bin by its upper 16 bits (bfloat16), so that the bins are exact for every
 * order of the rows.
 *
 * @param bounds
 *   ascending; bin i begins at bound i - 1, which belongs to it
 * @param rows
 *   of each bin, one more than there are bounds
 */
final case class Histogram(bounds: IndexedSeq[Float], rows: IndexedSeq[Long])

object Histogram {

  /** Bins of about equal rows are made; a value that more rows have gets a bin of its own. */
  private val Bins = 32

  /**
   * The histogram whose bins suit the values themselves: each has at most a part of 32 of the rows,
   * or one value; the first and the last are for what lies outside.
   */
  def of(buckets: NumberBuckets): Histogram = counted(buckets, suited(buckets))

  /** The histogram with the bins of another one. */
  def counted(buckets: NumberBuckets, bounds: IndexedSeq[Float]): Histogram = {
    val rows = new Array[Long](bounds.size + 1)
    var bin = 0
    buckets.values.indices.foreach { i =>
      while (bin < bounds.size && buckets.values(i) >= bounds(bin)) bin += 1
      rows(bin) += buckets.rows(i)
    }
    Histogram(bounds, rows.toIndexedSeq)
  }

  private def suited(buckets: NumberBuckets): IndexedSeq[Float] = {
    val target = (buckets.rows.sum + Bins - 1) / Bins
    val bounds = IndexedSeq.newBuilder[Float]
    var inBin = target
    buckets.values.indices.foreach { i =>
      if (inBin + buckets.rows(i) > target) {
        bounds += buckets.values(i)
        inBin = 0
      }
      inBin += buckets.rows(i)
    }
    (bounds.result() ++ beyond(buckets)).distinct
  }

  /** The bound behind the greatest value, where float32 has one. */
  private def beyond(buckets: NumberBuckets): Option[Float] =
    buckets.values.lastOption
      .map { greatest =>
        val bits = java.lang.Float.floatToRawIntBits(greatest)
        if (greatest == 0f) java.lang.Float.intBitsToFloat(Step)
        else java.lang.Float.intBitsToFloat(if (bits < 0) bits - Step else bits + Step)
      }
      .filterNot(_.isInfinite)

  private val Step = 1 << 16
}
