package sparky.prepare.estimate

import org.apache.spark.sql.SparkSession

import sparky.prepare._
import sparky.prepare.encode.LineKey
import sparky.prepare.input.DelimitedLog
import sparky.prepare.storage.{Locations, Storage}

/** Says what a job will need, from a sample of its log; nothing is written anywhere. */
final class DryRun(spark: SparkSession, params: Params, progress: Progress) {
  private val context = spark.sparkContext
  private val storage = new Storage(context.hadoopConfiguration)

  def run(): Unit = {
    val sample = progress.stage("sample")(sampled())(_.described)
    new EstimateReport(progress, sample, estimated(sample)).print()
  }

  private lazy val begun: GivenArtifacts = {
    val path = storage.qualify(Locations.resolve(params.base, params.artifacts))
    new GivenArtifacts(storage, params, path, progress)
  }

  private lazy val plan: Plan = {
    val source = Sources.find(spark, storage, params, begun.schema)
    progress.line("log", source.described)
    // What these need is counted over the whole log.
    val unnumbered = params.copy(
      limit = None,
      key = params.key.filter(_ != LineKey.Choice),
      selection = SelectionParams()
    )
    Plan.of(context, unnumbered, begun.schema, source)
  }

  private def text: DelimitedLog = plan.log match {
    case text: DelimitedLog => text
    case _ =>
      throw new UsageError(
        s"--dry-run: expected a log of delimited text, received a table: ${params.in.mkString(", ")}"
      )
  }

  private def sampled(): LogSample = {
    val old = (begun.encoding ++ begun.extended).headOption.map(_.vocabularies)
    val sample =
      new LogSampler(context.hadoopConfiguration, text, old, params.mode.ranks).sample()
    params.limit.fold(sample)(sample.limited)
  }

  private def estimated(sample: LogSample): JobEstimate = {
    val slots = if (context.isLocal) context.defaultParallelism else 0
    new JobEstimate(sample, plan.records, params.mode.ranks, params.numPartitions, slots)
  }
}
