package sparky.prepare.rank

import java.io.{DataInput, DataOutput}

import sparky.prepare.schema.Distribution

/**
 * The distribution of a float32 column, exact enough to be the same in whatever order its values
 * come.
 *
 * Values fall into buckets by their upper 16 bits (bfloat16). Inside a bucket float32 is linear in
 * its lower 16 bits, so the count, the sum and the sum of squares of those bits, kept as integers,
 * give the bucket's exact moments. Only the buckets, in one fixed order, are added in floating
 * point.
 */
final class NumericSketch {
  import NumericSketch._

  // Count, sum and sum of squares of a bucket stand side by side, in one line of the cache.
  private[this] val cells = new Array[Long](Buckets * Width)
  private[this] var least = Float.PositiveInfinity
  private[this] var greatest = Float.NegativeInfinity

  /** Counts a finite value. */
  def add(value: Float): Unit = {
    val bits = java.lang.Float.floatToRawIntBits(value)
    val bucket = bits >>> 16
    val low = (bits & 0xffff) - Centre
    val cell = bucket * Width
    cells(cell) += 1
    cells(cell + 1) += low
    cells(cell + 2) += low.toLong * low
    // A comparison alone would let the order decide between 0 and -0.
    if (value <= least) least = math.min(least, value)
    if (value >= greatest) greatest = math.max(greatest, value)
  }

  /** Writes the buckets that hold something. */
  def write(out: DataOutput): Unit = {
    out.writeFloat(least)
    out.writeFloat(greatest)
    val filled = (0 until Buckets).filter(count(_) != 0)
    out.writeInt(filled.size)
    filled.foreach { bucket =>
      out.writeInt(bucket)
      (0 until 3).foreach(i => out.writeLong(cells(bucket * Width + i)))
    }
  }

  /** Adds what another sketch has written. */
  def merge(in: DataInput): Unit = {
    least = math.min(least, in.readFloat())
    greatest = math.max(greatest, in.readFloat())
    (0 until in.readInt()).foreach { _ =>
      val cell = in.readInt() * Width
      (0 until 3).foreach(i => cells(cell + i) += in.readLong())
    }
  }

  /** The buckets that hold something. */
  def buckets: NumberBuckets = {
    val filled = ascending.filter(count(_) != 0)
    // Adding 0 makes 0 of -0, which compares as equal.
    NumberBuckets(filled.map(b => (value(b, 0) + 0.0).toFloat), filled.map(count))
  }

  /** The distribution; none where no value was counted. */
  def distribution: Option[Distribution] = {
    val buckets = ascending.filter(count(_) != 0)
    val total = buckets.map(count).sum
    if (total == 0) None
    else {
      val mean = buckets.map(sum).sum / total
      val std = math.sqrt(buckets.map(squaredDistance(_, mean)).sum / total)
      val logs = buckets.map(b => signedLog(sum(b) / count(b)))
      val logMean = weighted(buckets, logs) / total
      val logVariance = weighted(buckets, logs.map(l => (l - logMean) * (l - logMean))) / total
      val quantiles = Probabilities.map(p => (p._1, quantile(buckets, total, p._2)))
      Some(Distribution(least, greatest, mean, std, logMean, math.sqrt(logVariance), quantiles))
    }
  }

  private def count(bucket: Int): Long = cells(bucket * Width)

  /**
   * The sum of a bucket's values: centre * count + step * (sum of the lower bits about the centre).
   */
  private def sum(bucket: Int): Double =
    centre(bucket) * count(bucket) + step(bucket) * cells(bucket * Width + 1)

  private def squaredDistance(bucket: Int, mean: Double): Double = {
    val (distance, width) = (centre(bucket) - mean, step(bucket))
    val (lows, squares) = (cells(bucket * Width + 1), cells(bucket * Width + 2))
    distance * distance * count(bucket) + 2 * distance * width * lows + width * width * squares
  }

  private def weighted(buckets: Array[Int], values: Array[Double]): Double =
    buckets.indices.map(i => values(i) * count(buckets(i))).sum

  /** The bucket of the value of rank ceil(total * percent / 100), as bfloat16. */
  private def quantile(buckets: Array[Int], total: Long, percent: Int): Float = {
    val rank = total / 100 * percent + (total % 100 * percent + 99) / 100
    var i = 0
    var seen = count(buckets(0))
    while (seen < rank) {
      i += 1
      seen += count(buckets(i))
    }
    java.lang.Float.intBitsToFloat(buckets(i) << 16)
  }
}

object NumericSketch {
  private val Buckets = 1 << 16
  final private val Width = 4
  // Squares of lower bits about their middle are below 2^31: their sum holds for 2^33 rows in one
  // bucket.
  private val Centre = 1 << 15
  private val Probabilities: Seq[(String, Int)] =
    Seq(
      "0.01" -> 1,
      "0.05" -> 5,
      "0.25" -> 25,
      "0.5" -> 50,
      "0.75" -> 75,
      "0.95" -> 95,
      "0.99" -> 99
    )

  /** The buckets by value: the negative ones from the largest magnitude, then the others. */
  private val ascending: Array[Int] =
    ((Buckets - 1 to Buckets / 2 by -1) ++ (0 until Buckets / 2)).toArray

  private def value(bucket: Int, low: Int): Double =
    java.lang.Float.intBitsToFloat((bucket << 16) | low).toDouble

  private def centre(bucket: Int): Double = value(bucket, Centre)

  /** What one more in the lower bits adds, with the bucket's sign. */
  private def step(bucket: Int): Double = value(bucket, Centre + 1) - value(bucket, Centre)

  // StrictMath: the same bits on every machine.
  private def signedLog(x: Double): Double = math.signum(x) * StrictMath.log1p(math.abs(x))
}
