package sparky.prepare.estimate

import org.apache.commons.math3.special.Gamma

/**
 * How many values a sample has once, twice and so on, and what that says of a larger log.
 *
 * Below the sample's size the number of distinct values is that of rarefaction: what a part of the
 * sample would have. Beyond it the growth exponent, which for the sample is the share of the values
 * that it has once, falls exponentially in the logarithm of the size, at the rate that the values it
 * has twice give: a power law whose tail ends.
 *
 * @param values
 *   by a count, the number of values that the sample has so often
 */
final class CountSpectrum(values: Map[Long, Long]) {
  import CountSpectrum._

  /** Distinct values of the sample. */
  val distinct: Long = values.values.sum

  private val once = values.getOrElse(1L, 0L).toDouble
  private val exponent = if (distinct == 0) 0.0 else once / distinct
  private val decay =
    if (once == 0) 0.0
    else math.max(0, 2 * values.getOrElse(2L, 0L) / once - (1 - exponent))

  /** The expected number of distinct values of a log of `scale` times the sample's rows. */
  def distinctAt(scale: Double): Double = if (scale <= 1) rarefied(scale) else grown(scale)

  /**
   * The expected number of values that a log of `scale` times the sample's rows has at least
   * `minCount` times.
   *
   * Where the growth exponent is b, it is that of the distinct values of a log smaller by a factor
   * that b gives; the smaller the log, the better the sample knows b.
   */
  def frequentAt(scale: Double, minCount: Long): Double =
    if (minCount == 1) distinctAt(scale)
    else if (scale == 1) values.collect { case (count, n) if count >= minCount => n }.sum.toDouble
    else distinctAt(reduced(scale, minCount))

  private def reduced(scale: Double, minCount: Long): Double =
    Iterator
      .iterate(scale / minCount)(at => scale / factor(slopeAt(at), minCount))
      .drop(Steps)
      .next()

  /**
   * A power law with exponent b has so many values at least m times in N rows as it has values at
   * all in N / factor: both are N to the b times constants, the first G(m - b) / (G(m) G(1 - b)) of
   * the second, G being the gamma function.
   */
  private def factor(slope: Double, minCount: Long): Double = {
    val b = math.min(math.max(slope, LeastSlope), 1 - LeastSlope)
    val ratio =
      Gamma.logGamma(minCount.toDouble) + Gamma.logGamma(1 - b) - Gamma.logGamma(minCount - b)
    math.exp(ratio / b)
  }

  /** The growth exponent of the distinct values where a log has `scale` times the sample's rows. */
  private def slopeAt(scale: Double): Double =
    if (scale > 1) exponent * math.exp(-decay * math.log(scale))
    else {
      val gained = values.map { case (count, n) =>
        n * count * math.pow(1 - scale, count - 1.0)
      }.sum
      scale * gained / math.max(rarefied(scale), Double.MinPositiveValue)
    }

  private def rarefied(scale: Double): Double =
    values.map { case (count, n) => n * (1 - math.pow(1 - scale, count.toDouble)) }.sum

  private def grown(scale: Double): Double = {
    val size = math.log(scale)
    val growth = if (decay * size < Tiny) size else (1 - math.exp(-decay * size)) / decay
    distinct * math.exp(exponent * growth)
  }
}

object CountSpectrum {

  /** The factor depends on the exponent at the smaller size, and that on the factor. */
  private val Steps = 8
  private val LeastSlope = 1e-6
  private val Tiny = 1e-9
}
