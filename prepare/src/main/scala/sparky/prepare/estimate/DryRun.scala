package sparky.prepare.estimate

import org.apache.spark.sql.SparkSession

import sparky.prepare._
import sparky.prepare.encode.LineKey
import sparky.prepare.input.{DelimitedLog, Source}
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

  private lazy val source: Source = {
    val found = Sources.find(spark, storage, params, begun.schema)
    progress.line("log", found.described)
    found
  }

  private lazy val plan: Plan = {
    // What these need is counted over the whole log.
    val unnumbered = params.copy(
      limit = None,
      key = params.key.filter(_ != LineKey.Choice),
      selection = SelectionParams()
    )
    Plan.of(context, unnumbered, begun.schema, source)
  }

  private def sampled(): LogSample = {
    val (counts, total) = plan.log match {
      case text: DelimitedLog => new LogSampler(context.hadoopConfiguration, text).sample()
      case table =>
        (new TableSampler(context, table, plan.rows).sample(), source.countedRows.get.toDouble)
    }
    val old = (begun.encoding ++ begun.extended).headOption.map(_.vocabularies)
    val columns = plan.rows.schema.categorical
    val sample = LogSample.of(counts, total, columns, old, params.mode.ranks)
    params.limit.fold(sample)(sample.limited)
  }

  private def estimated(sample: LogSample): JobEstimate = {
    val slots = if (context.isLocal) context.defaultParallelism else 0
    new JobEstimate(sample, plan.records, params.mode.ranks, params.numPartitions, slots)
  }
}
