package sparky.prepare.insight

/**
 * The distances between two samples that TensorFlow Data Validation takes: of categories the
 * L-infinity norm, of histograms the Jensen-Shannon divergence to base 2. Both lie from 0 to 1.
 *
 * Two samples of one source differ too, the more the smaller they are. So each distance comes with
 * the least that is left of it beyond chance: a bound of the sampling error is taken off.
 */
object Distances {

  /**
   * How far the shares of two samples lie apart.
   *
   * @param distance
   *   the distance of the samples
   * @param beyondChance
   *   what chance does not explain of it; 0 where it may explain all
   * @param at
   *   the place of the category that moved most
   */
  final case class Distance(distance: Double, beyondChance: Double, at: Int)

  /**
   * The largest difference of shares.
   *
   * @param one
   *   the counts of the categories of one sample, `oneTotal` together
   * @param other
   *   their shares in another one, which has `otherTotal`
   * @param error
   *   what a difference may be by chance, for a share of both together
   */
  def infinityNorm(
      one: Array[Long],
      oneTotal: Long,
      other: Array[Double],
      otherTotal: Long,
      error: Double => Double
  ): Distance = {
    var (distance, beyond, at, farthest) = (0.0, 0.0, 0, 0)
    var i = 0
    while (i < one.length) {
      val difference = math.abs(one(i).toDouble / oneTotal - other(i))
      if (difference > distance) {
        distance = difference
        farthest = i
      }
      val pooled = (one(i) + other(i) * otherTotal) / (oneTotal.toDouble + otherTotal)
      val left = difference - error(pooled)
      if (left > beyond) {
        beyond = left
        at = i
      }
      i += 1
    }
    Distance(distance, beyond, if (beyond > 0) at else farthest)
  }

  /**
   * The Jensen-Shannon divergence of two histograms with the same bins.
   *
   * Its root is a metric, so that the root of the sampling error may be taken off its root.
   *
   * @param log
   *   see [[confidence]]
   */
  def jensenShannon(one: IndexedSeq[Long], other: IndexedSeq[Long], log: Double): Distance = {
    val (oneRows, otherRows) = (one.sum.toDouble, other.sum.toDouble)
    val parts = one.indices.map(i => divergence(one(i) / oneRows, other(i) / otherRows))
    val distance = math.min(parts.sum, 1.0)
    val bins = one.indices.count(i => one(i) + other(i) > 0)
    val root = math.sqrt(distance) - math.sqrt(divergenceError(bins, oneRows, otherRows, log))
    Distance(distance, if (root > 0) root * root else 0.0, parts.indexOf(parts.max))
  }

  /**
   * The logarithm that makes all comparisons of a run together go wrong by chance in one of a
   * hundred runs.
   */
  def confidence(comparisons: Long): Double = StrictMath.log(2.0 * math.max(1L, comparisons) / 0.01)

  /** Bernstein's bound of the difference of a share in two samples of one source. */
  def shareError(share: Double, oneRows: Long, otherRows: Long, log: Double): Double = {
    val spread = 1.0 / oneRows + 1.0 / otherRows
    math.sqrt(2 * share * (1 - share) * spread * log) + 2 * log * spread / 3
  }

  /**
   * The divergence of two samples of one source is about chi-squared over 8 ln 2 times the
   * harmonic rows; Laurent and Massart bound the chi-squared.
   */
  private def divergenceError(
      bins: Int,
      oneRows: Double,
      otherRows: Double,
      log: Double
  ): Double = {
    val free = math.max(1, bins - 1).toDouble
    val chiSquared = free + 2 * math.sqrt(free * log) + 2 * log
    chiSquared * (1 / oneRows + 1 / otherRows) / (8 * Ln2)
  }

  private def divergence(p: Double, q: Double): Double = {
    val middle = (p + q) / 2
    (term(p, middle) + term(q, middle)) / 2
  }

  // StrictMath: the same bits on every machine.
  private def term(p: Double, middle: Double): Double =
    if (p == 0) 0.0 else p * StrictMath.log(p / middle) / Ln2

  private val Ln2 = StrictMath.log(2)
}
