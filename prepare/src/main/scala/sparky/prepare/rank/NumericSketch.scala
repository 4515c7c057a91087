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

  private[this] val counts = new Array[Long](Buckets)
  private[this] val sums = new Array[Long](Buckets)
  private[this] val squares = new Array[Long](Buckets)
  private[this] var least = Float.PositiveInfinity
  private[this] var greatest = Float.NegativeInfinity

  /** Counts a finite value. */
  def add(value: Float): Unit = {
    val bits = java.lang.Float.floatToRawIntBits(value)
    val bucket = bits >>> 16
    val low = (bits & 0xffff) - Centre
    counts(bucket) += 1
    sums(bucket) += low
    squares(bucket) += low.toLong * low
    // A comparison alone would let the order decide between 0 and -0.
    if (value <= least) least = math.min(least, value)
    if (value >= greatest) greatest = math.max(greatest, value)
  }

  /** Writes the buckets that hold something. */
  def write(out: DataOutput): Unit = {
    out.writeFloat(least)
    out.writeFloat(greatest)
    out.writeInt(counts.count(_ != 0))
    counts.indices.filter(counts(_) != 0).foreach { i =>
      out.writeInt(i)
      out.writeLong(counts(i))
      out.writeLong(sums(i))
      out.writeLong(squares(i))
    }
  }

  /** Adds what another sketch has written. */
  def merge(in: DataInput): Unit = {
    least = math.min(least, in.readFloat())
    greatest = math.max(greatest, in.readFloat())
    (0 until in.readInt()).foreach { _ =>
      val i = in.readInt()
      counts(i) += in.readLong()
      sums(i) += in.readLong()
      squares(i) += in.readLong()
    }
  }

  /** The buckets that hold something. */
  def buckets: NumberBuckets = {
    val filled = ascending.filter(counts(_) != 0)
    // Adding 0 makes 0 of -0, which compares as equal.
    NumberBuckets(filled.map(b => (value(b, 0) + 0.0).toFloat), filled.map(counts(_)))
  }

  /** The distribution; none where no value was counted. */
  def distribution: Option[Distribution] = {
    val buckets = ascending.filter(counts(_) != 0)
    val total = buckets.map(counts(_)).sum
    if (total == 0) None
    else {
      val mean = buckets.map(sum).sum / total
      val std = math.sqrt(buckets.map(squaredDistance(_, mean)).sum / total)
      val logs = buckets.map(b => signedLog(sum(b) / counts(b)))
      val logMean = weighted(buckets, logs) / total
      val logVariance = weighted(buckets, logs.map(l => (l - logMean) * (l - logMean))) / total
      val quantiles = Probabilities.map(p => (p._1, quantile(buckets, total, p._2)))
      Some(Distribution(least, greatest, mean, std, logMean, math.sqrt(logVariance), quantiles))
    }
  }

  /**
   * The sum of a bucket's values: centre * count + step * (sum of the lower bits about the centre).
   */
  private def sum(bucket: Int): Double =
    centre(bucket) * counts(bucket) + step(bucket) * sums(bucket)

  private def squaredDistance(bucket: Int, mean: Double): Double = {
    val (distance, width) = (centre(bucket) - mean, step(bucket))
    distance * distance * counts(bucket) + 2 * distance * width * sums(bucket) +
      width * width * squares(bucket)
  }

  private def weighted(buckets: Array[Int], values: Array[Double]): Double =
    buckets.indices.map(i => values(i) * counts(buckets(i))).sum

  /** The bucket of the value of rank ceil(total * percent / 100), as bfloat16. */
  private def quantile(buckets: Array[Int], total: Long, percent: Int): Float = {
    val rank = total / 100 * percent + (total % 100 * percent + 99) / 100
    var i = 0
    var seen = counts(buckets(0))
    while (seen < rank) {
      i += 1
      seen += counts(buckets(i))
    }
    java.lang.Float.intBitsToFloat(buckets(i) << 16)
  }
}

object NumericSketch {
  private val Buckets = 1 << 16
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
