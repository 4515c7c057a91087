package sparky.bench

/**
 * What was measured of two sides in turn, ours first, in one process.
 *
 * @param unit    of the figures; more is better
 * @param goal    what the median of the ratios is to reach; None where the row only informs
 * @param figures of ours and of the peer, a pair for each turn
 */
final private case class Pairs(
    name: String,
    unit: String,
    goal: Option[Double],
    figures: Seq[(Double, Double)]
) {

  /** One line of JSON. */
  def toJson: String = {
    val pairs = figures.map { case (ours, peer) => s"[$ours, $peer]" }.mkString("[", ", ", "]")
    s"""{"name": "$name", "unit": "$unit", "goal": ${goal.getOrElse("null")}, "pairs": $pairs}"""
  }
}

private object Pairs {
  private val WarmUps = 1
  private val Turns = 5

  /**
   * One side of a measurement.
   *
   * @param amount what is done in one turn, in the unit of the row
   * @param run    what is timed
   * @param after  what is not
   */
  final case class Side(amount: Double, run: () => Unit, after: () => Unit = () => ()) {

    /** The amount done in a second. */
    def rate(): Double = {
      System.gc()
      val start = System.nanoTime()
      run()
      val nanos = System.nanoTime() - start
      after()
      amount / nanos * 1e9
    }
  }

  /** Measures both sides in turn, after turns that warm the JVM up and are not counted. */
  def measure(name: String, unit: String, goal: Option[Double])(ours: Side, peer: Side): Pairs = {
    print(s"$name: ")
    def turn(): (Double, Double) = (ours.rate(), peer.rate())
    for (_ <- 1 to WarmUps) turn()
    val figures = Seq.fill(Turns) {
      val (ours, peer) = turn()
      print(f"${ours / peer}%.2f ")
      (ours, peer)
    }
    println(f"($unit, ours at best ${figures.map(_._1).max}%.3g)")
    Pairs(name, unit, goal, figures)
  }
}
