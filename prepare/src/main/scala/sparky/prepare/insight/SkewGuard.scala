package sparky.prepare.insight

import sparky.prepare.{InputError, Progress}

/**
 * Tells of columns that have drifted from the rows of the artifacts, and fails a run whose columns
 * have drifted too far.
 *
 * @param source
 *   the log, for the message
 * @param maxSkew
 *   none is no limit
 */
final class SkewGuard(progress: Progress, source: String, maxSkew: Option[Double]) {
  import SkewGuard._

  /**
   * @throws InputError
   *   with the worst column, its distance and the limit
   */
  def check(drift: Drift): Unit = {
    val warnings = drift.warnings
    val compared = Progress.counted(drift.columns.size.toLong, "column")
    val over = s"over ${drift.threshold} beyond chance"
    progress.line("drift", s"$compared compared with the artifacts, ${warnings.size} $over")
    warnings.take(ShownColumns).foreach(c => progress.line("warning", c.message))
    if (warnings.size > ShownColumns)
      progress.line("warning", s"${warnings.size - ShownColumns} more columns, see the report")
    refuseWorst(drift)
  }

  private def refuseWorst(drift: Drift): Unit =
    for (limit <- maxSkew; worst <- drift.worst if worst.beyondChance > limit)
      throw new InputError(
        s"$source: expected no column farther than $limit beyond chance from the artifacts " +
          s"(--max-skew), received ${worst.message}"
      )
}

object SkewGuard {

  /** So many columns are told of one by one. */
  private val ShownColumns = 10
}
