package sparky.prepare.insight.progress

import java.util.Locale

import sparky.prepare.Progress

/** How far a stage is, in words. */
object ProgressText {

  /** Less than this share done tells nothing of the time that is left. */
  private val LeastShare = 0.01

  /**
   * `1,234,567 rows, 0.30 of 1.10 GB, 512,345 rows/s, 2 min 5 s left`.
   *
   * @param seconds
   *   that were needed for what is done
   * @param since
   *   seconds ago that was so
   */
  def reading(done: Done, seconds: Double, since: Double): String = {
    val speed = if (seconds > 0) (done.rows / seconds).toLong else 0L
    val share = if (done.allBytes == 0) 1.0 else done.bytes.toDouble / done.allBytes
    val left = math.max(0.0, seconds * (1 - share) / math.max(share, LeastShare) - since)
    s"${Progress.counted(done.rows, "row")}, ${gigabytes(done.bytes)} of " +
      s"${gigabytes(done.allBytes)} GB, ${Progress.count(speed)} rows/s" +
      (if (share < LeastShare) "" else s", ${time(left)} left")
  }

  /** `merging, 3 of 8 tasks`. */
  def merging(tasks: Int, allTasks: Int): String = s"merging, $tasks of $allTasks tasks"

  private def gigabytes(bytes: Long): String =
    String.format(Locale.ROOT, "%.2f", Double.box(bytes / 1e9))

  private def time(seconds: Double): String = {
    val whole = seconds.round
    if (whole < 60) s"$whole s"
    else if (whole < 3600) s"${whole / 60} min ${whole % 60} s"
    else s"${whole / 3600} h ${whole % 3600 / 60} min"
  }
}
