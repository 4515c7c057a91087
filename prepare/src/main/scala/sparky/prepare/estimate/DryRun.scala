package sparky.prepare.estimate

import org.apache.spark.sql.SparkSession

import sparky.prepare.{GivenArtifacts, Params, Plan, Progress, SelectionParams}
import sparky.prepare.encode.LineKey
import sparky.prepare.input.InputFiles
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
    val (_, files) = InputFiles.find(storage, params.in.map(Locations.resolve(params.base, _)))
    val size = Progress.size(files.map(_.bytes).sum)
    progress.line("log", s"${Progress.counted(files.size.toLong, "file")}, $size")
    // What these need is counted over the whole log.
    val unnumbered = params.copy(
      limit = None,
      key = params.key.filter(_ != LineKey.Choice),
      selection = SelectionParams()
    )
    Plan.of(context, unnumbered, begun.schema, files)
  }

  private def sampled(): LogSample = {
    val old = (begun.encoding ++ begun.extended).headOption.map(_.vocabularies)
    val sample = new LogSampler(context.hadoopConfiguration, plan, old, params.mode.ranks).sample()
    params.limit.fold(sample)(sample.limited)
  }

  private def estimated(sample: LogSample): JobEstimate = {
    val slots = if (context.isLocal) context.defaultParallelism else 0
    new JobEstimate(sample, plan.records, params.mode.ranks, params.numPartitions, slots)
  }
}
