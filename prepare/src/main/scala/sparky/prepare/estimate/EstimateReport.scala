package sparky.prepare.estimate

import sparky.prepare.Progress

/** Prints what a job will need. */
final class EstimateReport(progress: Progress, sample: LogSample, job: JobEstimate) {
  import EstimateReport._

  def print(): Unit = {
    val bytes = Progress.size(sample.totalText.toLong)
    progress.line("rows", s"${rounded(sample.total)}, $bytes of text")
    if (sample.columns.nonEmpty) printColumns()
    progress.line("memory", memory)
    progress.line("disk", disk)
    progress.line("suggested", suggestion)
  }

  private def printColumns(): Unit = {
    val width = (sample.columns.map(_.name.length) :+ Total.length).max
    def row(name: String, distinct: String, minCount: String, size: String): Unit = {
      val cells = Seq(distinct, minCount, size).map(cell => f"$cell%15s").mkString
      progress.line("", name.padTo(width, ' ') + cells)
    }
    row("column", "distinct", "min_count", "vocabulary")
    sample.columns.indices.foreach { i =>
      val column = sample.columns(i)
      val size = rounded(job.vocabularies(i))
      row(column.name, rounded(job.distinct(i)), Progress.count(column.minCount), size)
    }
    row(Total, rounded(job.distinct.sum), "", rounded(job.vocabularies.sum))
  }

  private def memory: String =
    s"driver ${size(job.driver)}, task ${size(job.task)}, ids in each executor ${size(job.ids)}"

  private def disk: String =
    s"records ${size(job.written)}, artifacts ${size(job.artifacts)}, " +
      s"shuffle at most ${size(job.shuffle)}"

  private def suggestion: String = {
    val executors =
      if (job.isLocal) "" else s"--executor-memory ${job.executorHeap}g for each core of one, "
    s"--driver-memory ${job.driverHeap}g, $executors--numPartitions ${job.suggestedSplits}"
  }

  private def size(bytes: Double): String = Progress.size(bytes.toLong)

  private def rounded(number: Double): String = Progress.count(math.round(number))
}

object EstimateReport {
  private val Total = "all"
}
