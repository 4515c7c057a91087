package sparky.prepare.insight

/** One of the distances that TensorFlow Data Validation takes, under its name there. */
sealed abstract class Measure(val name: String, val title: String)

object Measure {
  case object InfinityNorm extends Measure("infinity_norm", "L-infinity distance")
  case object JensenShannon
      extends Measure("jensen_shannon_divergence", "Jensen-Shannon divergence")
}

/**
 * The category or bin that moved most.
 *
 * @param what
 *   a value in quotes, or words
 * @param share
 *   of the rows here
 * @param before
 *   of the rows of the artifacts
 */
final case class Moved(what: String, share: Double, before: Double)

/** Rates of one column, here and among the rows of the artifacts. */
final case class Rates(share: Double, before: Double)

/**
 * How far a column lies from that of the artifacts' rows.
 *
 * @param beyondChance
 *   what two samples of one source do not explain of the distance
 * @param missing
 *   the missing rate; none of the label
 * @param unseen
 *   the unseen rate beside that which was to be expected; of categorical columns
 */
final case class ColumnDrift(
    name: String,
    measure: Measure,
    distance: Double,
    beyondChance: Double,
    moved: Moved,
    missing: Option[Rates],
    unseen: Option[Rates]
) {

  /** For a person. */
  def message: String = {
    val (what, before) = (Shown.text(moved.what, Drift.ShownCharacters), Shown.rate(moved.before))
    s"$name: ${measure.title} ${Shown.distance(distance)} " +
      s"(${Shown.distance(beyondChance)} beyond chance); " +
      s"$what: ${Shown.rate(moved.share)} of the rows, $before with the artifacts"
  }
}

/**
 * The comparison of rows with those that the artifacts were made of.
 *
 * @param baseline
 *   the statistics of the artifacts' rows
 * @param threshold
 *   more than that beyond chance is worth a warning
 */
final case class Drift(baseline: Baseline, threshold: Double, columns: IndexedSeq[ColumnDrift]) {

  /** The columns worth a warning, the worst first. */
  def warnings: Seq[ColumnDrift] =
    columns.filter(_.beyondChance > threshold).sortBy(c => (-c.beyondChance, c.name))

  /** The column that lies farthest beyond chance. */
  def worst: Option[ColumnDrift] = columns.sortBy(c => (-c.beyondChance, c.name)).headOption
}

object Drift {

  /** Five rows of a hundred have moved to or from one value. */
  val Threshold: Double = 0.05

  /** So much of a value stands in a message. */
  private[insight] val ShownCharacters = 60
}
