package sparky.prepare.insight

import org.apache.spark.SparkContext

import sparky.prepare.{ContractError, Params, Plan, Progress}
import sparky.prepare.input.SplitTally
import sparky.prepare.publish.{Artifacts, Report, RowCounts}
import sparky.prepare.reject.Staging

/**
 * The reports of rows that were encoded with artifacts of before, compared with those that the
 * artifacts were made of.
 *
 * @param kind
 *   of the output
 * @throws ContractError
 *   where there is nothing to compare with, and `--max-skew` asks for it
 */
final class EncodedReports(
    context: SparkContext,
    progress: Progress,
    params: Params,
    plan: Plan,
    artifacts: Artifacts,
    staging: Staging,
    kind: String
) {
  private val schema = plan.rows.schema
  private val baseline = Baseline.of(artifacts)
  for (reason <- baseline.left; skew <- params.maxSkew)
    throw new ContractError(
      s"${artifacts.id.path}: expected rows to compare with, since --max-skew is $skew, " +
        s"received none: $reason"
    )

  /** Where the tasks leave what they count. */
  val staged: StagedStatistics =
    StagedStatistics(staging, schema.numbers.size, artifacts.vocabularies.map(_.size.toLong))

  /**
   * @throws InputError
   *   where a column lies farther from the artifacts' rows than `--max-skew` allows
   */
  def of(tallies: IndexedSeq[SplitTally]): Seq[Report] = {
    val sums = staged.merged(context, tallies.size)
    val encoded =
      new EncodedStatistics(schema, plan.rows.labelRead, artifacts.vocabularies, baseline.toOption)
    val statistics = encoded.statistics(sums)
    val drift = encoded.drift(sums, statistics)
    baseline.left.foreach(reason => progress.line("drift", s"not compared: $reason"))
    drift.foreach(new SkewGuard(progress, params.in.mkString(", "), params.maxSkew).check)
    Reports.of(schema, kind, RowCounts.of(tallies), statistics, drift)
  }
}
