package sparky.prepare

import org.apache.spark.sql.SparkSession

import sparky.prepare.input.SplitTally
import sparky.prepare.insight.EncodedReports
import sparky.prepare.publish._
import sparky.prepare.reject.{PassContext, RejectLimit, Staging}
import sparky.prepare.storage.Storage

/**
 * The evaluate records of a train run: a third pass writes the rows that the first two left out.
 *
 * @param plan
 *   of the train records
 * @param artifacts
 *   that both kinds of records are encoded with
 */
final class HeldOutRows(
    spark: SparkSession,
    storage: Storage,
    progress: Progress,
    params: Params,
    plan: Plan,
    artifacts: Artifacts
) {
  private val context = spark.sparkContext
  private val own = plan.heldOut
  private val log = params.in.mkString(", ")

  /**
   * Writes them to a directory; no reader sees them before the commit.
   *
   * @param trained
   *   what the pass that wrote the train records saw
   * @throws InputError
   *   where no row is held out, or the log has changed
   */
  def write(directory: OutputDirectory, trained: IndexedSeq[SplitTally]): HeldOutRecords = {
    val limit = RejectLimit(params.allowedBadRows)
    val pass = PassContext(own.log, own.rows, directory.staging, limit, own.selection)
    val reports = reportsOf(directory.staging)
    val writer =
      new RecordsWriter(spark, storage, directory, own, pass, artifacts, Some(reports.staged))
    val written = progress.reading("evaluate", context, own.log)(writer.write()) { written =>
      Progress.counted(RowCounts.of(written.tallies).written, "row")
    }
    check(written.tallies, trained)
    new HeldOutRecords(written, reports.of(written.tallies))
  }

  private def reportsOf(staging: Staging): EncodedReports =
    new EncodedReports(context, progress, params, own, artifacts, staging, HeldOutRows.Kind)

  private def check(written: IndexedSeq[SplitTally], trained: IndexedSeq[SplitTally]): Unit = {
    if (written.map(_.read) != trained.map(_.read))
      throw new InputError(
        s"$log: expected the same rows in every pass, received others: the log has changed"
      )
    if (written.forall(_.written == 0))
      throw new InputError(
        s"$log: expected at least one good row for --evaluate-out, received none"
      )
  }
}

object HeldOutRows {

  /** The kind of their records. */
  val Kind: String = "evaluate"
}

/** Evaluate records that no reader sees yet. */
final class HeldOutRecords(written: WrittenRecords, reports: Seq[Report]) {
  def commit(): Unit = written.commit(HeldOutRows.Kind, reports)
}
