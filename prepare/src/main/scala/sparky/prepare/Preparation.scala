package sparky.prepare

import java.util.UUID

import scala.util.control.NonFatal

import org.apache.hadoop.fs.Path
import org.apache.hadoop.util.ShutdownHookManager
import org.apache.spark.sql.SparkSession

import sparky.prepare.input.Source
import sparky.prepare.insight.{CountedStatistics, EncodedReports, Reports, StagedStatistics}
import sparky.prepare.publish._
import sparky.prepare.rank.{Counted, CountPass}
import sparky.prepare.reject.{BadRows, PassContext, RejectLimit}
import sparky.prepare.schema.FeatureSchema
import sparky.prepare.storage.{Locations, Storage}

/**
 * One run: finds the log, ranks or loads the artifacts, writes the records, and commits each
 * output.
 */
final class Preparation(spark: SparkSession, params: Params, progress: Progress) {
  import Preparation._

  private val context = spark.sparkContext
  private val storage = new Storage(context.hadoopConfiguration)
  private val runId = UUID.randomUUID().toString
  private val artifactsPath = storage.qualify(Locations.resolve(params.base, params.artifacts))
  private val recordsDirectory = params.mode.recordKind.map { kind =>
    val out = storage.qualify(Locations.resolve(params.base, params.out))
    new OutputDirectory(storage, out, kind, runId)
  }
  private val artifactsDirectory =
    if (params.mode.ranks)
      Some(new OutputDirectory(storage, artifactsPath, Artifacts.Kind, runId))
    else None
  private val heldOutDirectory = params.selection.evaluateOut.map { directory =>
    val path = storage.qualify(Locations.resolve(params.base, directory))
    new OutputDirectory(storage, path, HeldOutRows.Kind, runId)
  }
  private val outputs = recordsDirectory.toSeq ++ heldOutDirectory ++ artifactsDirectory

  /**
   * @throws PreparationError
   *   with a message for the user; then every output is as it was before
   */
  def run(): Unit = {
    val artifacts = new GivenArtifacts(storage, params, artifactsPath, progress)
    val source = findLog(artifacts.schema)
    outputs.foreach(_.open())
    val plan = Plan.of(context, params, artifacts.schema, source)
    try {
      outputs.foreach(_.claim())
      prepare(plan, artifacts)
    } catch {
      case NonFatal(e) => throw abandoned(e)
    }
  }

  private def findLog(schema: FeatureSchema): Source = {
    val source = Sources.find(spark, storage, params, schema)
    val places = recordsDirectory.map("--out" -> _.path).toSeq ++
      heldOutDirectory.map("--evaluate-out" -> _.path) :+ ("--artifacts" -> artifactsPath)
    for (place <- places; input <- source.places)
      Locations.refuseOverlap(storage, place, "--in" -> input)
    places.combinations(2).foreach(p => Locations.refuseOverlap(storage, p.head, p.last))
    val parts = Progress.counted(params.numPartitions.toLong, "part")
    progress.line("log", s"${source.described}, $parts")
    source
  }

  private def prepare(plan: Plan, begun: GivenArtifacts): Unit = {
    val staging = recordsDirectory.orElse(artifactsDirectory).get.staging
    val limit = RejectLimit(params.allowedBadRows)
    val pass = PassContext(plan.log, plan.rows, staging, limit, plan.selection)
    val counted = if (params.mode.ranks) Some(count(pass, begun.extended)) else None
    val ranking = counted.map(reportsOf(plan.rows.schema, _))
    val ranked = counted.map(rank(plan.rows.schema, _, begun.extended, ranking.get))
    val artifacts = begun.encoding.getOrElse(ranked.get.artifacts)
    val encoding = begun.encoding.map(
      new EncodedReports(context, progress, params, plan, _, staging, params.mode.name)
    )
    val encoded =
      recordsDirectory.map(encode(_, plan, pass, artifacts, counted, encoding.map(_.staged)))
    val reports = encoding.map(_.of(encoded.get.tallies)).orElse(ranking).get
    val rest = new HeldOutRows(spark, storage, progress, params, plan, artifacts)
    val heldOut = heldOutDirectory.map(rest.write(_, encoded.get.tallies))
    // Whatever can fail has not: the artifacts go first, since the records name them.
    ranked.foreach(_.commit())
    encoded.foreach(_.commit(params.mode.recordKind.get, reports))
    heldOut.foreach(_.commit())
    val tallies = encoded.fold(counted.get.tallies)(_.tallies)
    progress.line("done", summary(RowCounts.of(tallies), artifacts))
  }

  private def count(pass: PassContext, extended: Option[Artifacts]): Counted = {
    val old = extended.map(_.vocabularies)
    val counted =
      progress.reading("count", context, pass.log)(CountPass.run(context, pass, old)) { c =>
        Progress.counted(RowCounts.of(c.tallies).read, "row")
      }
    badRows(pass).refuseTooMany(counted.tallies)
    refuseEmpty(counted.statistics.rows)
    counted
  }

  private def reportsOf(schema: FeatureSchema, counted: Counted): Seq[Report] = {
    val statistics = CountedStatistics.of(schema, counted, params.selection.negativeRate)
    Reports.of(schema, "train", RowCounts.of(counted.tallies), statistics, None)
  }

  private def rank(
      schema: FeatureSchema,
      counted: Counted,
      extended: Option[Artifacts],
      reports: Seq[Report]
  ): StagedArtifacts = {
    val old = extended.map(_.id)
    val writer =
      new ArtifactsWriter(artifactsDirectory.get, runId, schema, counted, old, reports)
    progress.stage("artifacts")(writer.stage())(s => s"$artifactsPath: ${s.artifacts.sizes}")
  }

  private def encode(
      directory: OutputDirectory,
      plan: Plan,
      pass: PassContext,
      artifacts: Artifacts,
      counted: Option[Counted],
      statistics: Option[StagedStatistics]
  ): WrittenRecords = {
    val writer = new RecordsWriter(spark, storage, directory, plan, pass, artifacts, statistics)
    val written = progress.reading("encode", context, pass.log)(writer.write()) { written =>
      Progress.counted(RowCounts.of(written.tallies).written, "row")
    }
    counted.map(_.tallies).filter(_ != written.tallies).foreach { _ =>
      throw new InputError(
        s"$log: expected the same rows in both passes, received others: the log has changed"
      )
    }
    badRows(pass).refuseTooMany(written.tallies)
    if (params.mode != Mode.Predict) refuseEmpty(written.tallies.map(_.written).sum)
    written
  }

  private def badRows(pass: PassContext): BadRows =
    new BadRows(context, storage, pass, outputs.head.failedRejects, runId)

  private def log: String = params.in.mkString(", ")

  private def refuseEmpty(rows: Long): Unit =
    if (rows == 0)
      throw new InputError(s"$log: expected at least one good row, received none")

  // The first error is the one to tell of, also where the tidying fails too.
  private def abandoned(error: Throwable): Throwable = {
    if (tasksEnded()) outputs.foreach { output =>
      try output.abandon()
      catch { case NonFatal(e) => error.addSuppressed(e) }
    }
    error
  }

  // A task that still runs could write after the tidying. Then the claim stays: the next run tidies.
  private def tasksEnded(): Boolean =
    !ShutdownHookManager.get().isShutdownInProgress && Iterator
      .continually(context.statusTracker.getExecutorInfos.forall(_.numRunningTasks() == 0))
      .take(MaxWaits)
      .exists(idle => idle || { Thread.sleep(WaitMillis); false })

  private def summary(counts: RowCounts, artifacts: Artifacts): String = {
    val (written, rejected) = (Progress.count(counts.written), Progress.count(counts.rejected))
    val leftOut = if (counts.leftOut > 0) s", ${Progress.count(counts.leftOut)} left out" else ""
    s"${Progress.counted(counts.read, "row")} read, $written written, $rejected rejected$leftOut; " +
      s"vocabulary: ${artifacts.sizes}; ${progress.total}; " +
      s"report: ${new Path(outputs.head.path, Report.PageName)}"
  }
}

object Preparation {

  /** A run that failed waits so often, and so long each time, for its tasks to end. */
  private val MaxWaits = 100
  private val WaitMillis = 100L
}
