package sparky.prepare.estimate

import org.apache.commons.math3.special.Gamma

/**
 * How many values a sample has once, twice and so on, and what that says of a larger log.
 *
 * Below the sample's size the number of distinct values is that of rarefaction: what a part of the
 * sample would have. Its growth exponent, which for the sample is the share of the values that it
 * has once, falls with the logarithm of the size at a relative rate that the values it has twice
 * give: a power law whose tail ends. Beyond the sample the rate goes on growing as it grew from half
 * of the sample to all of it.
 *
 * @param values
 *   by a count, the number of values that the sample has so often
 */
final class CountSpectrum(values: Map[Long, Long]) {
  import CountSpectrum._

  /** Distinct values of the sample. */
  val distinct: Long = values.values.sum

  private val exponent = slopeWithin(1)
  private val decay = if (exponent == 0) 0.0 else math.max(0, decayWithin(1))

  private val decayGrowth =
    if (exponent == 0) 0.0 else math.max(0, (decayWithin(1) - decayWithin(0.5)) / math.log(2))

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
    if (scale > 1) slopeBeyond(math.log(scale)) else slopeWithin(scale)

  private def slopeBeyond(logScale: Double): Double =
    exponent * math.exp(-logScale * (decay + decayGrowth * logScale / 2))

  private def slopeWithin(scale: Double): Double =
    gained(scale) / math.max(rarefied(scale), Double.MinPositiveValue)

  /** How fast the exponent falls with the logarithm of the size, in relation to itself. */
  private def decayWithin(scale: Double): Double = {
    val curved = values.map { case (count, n) =>
      if (count == 1) 0.0 else n * count * (count - 1.0) * math.pow(1 - scale, count - 2.0)
    }.sum
    scale * scale * curved / gained(scale) - (1 - slopeWithin(scale))
  }

  /** The first derivative by the logarithm of the size. */
  private def gained(scale: Double): Double =
    scale * values.map { case (count, n) => n * count * math.pow(1 - scale, count - 1.0) }.sum

  private def rarefied(scale: Double): Double =
    values.map { case (count, n) => n * (1 - math.pow(1 - scale, count.toDouble)) }.sum

  private def grown(scale: Double): Double = {
    val width = math.log(scale) / Intervals
    // Simpson's rule.
    val growth = (0 until Intervals).map { i =>
      val ends = slopeBeyond(i * width) + slopeBeyond((i + 1) * width)
      (ends + 4 * slopeBeyond((i + 0.5) * width)) * width / 6
    }
    distinct * math.exp(growth.sum)
  }
}

object CountSpectrum {

  /** The factor depends on the exponent at the smaller size, and that on the factor. */
  private val Steps = 8
  private val LeastSlope = 1e-6
  private val Intervals = 64
}
