package sparky.prepare.estimate

import java.util.Locale

import sparky.prepare.Progress
import sparky.prepare.rank.Vocabulary
import sparky.prepare.schema.CategoricalColumn

/**
 * What a sample of the log showed.
 *
 * @param read
 *   rows of the sample, bad ones too
 * @param bad
 *   of these, bad rows
 * @param text
 *   bytes of text of the sample
 * @param total
 *   how many rows the whole log is expected to have
 */
final case class LogSample(
    read: Long,
    bad: Long,
    text: Long,
    total: Double,
    columns: IndexedSeq[ColumnSample]
) {

  /** How many times the sample's rows the log has; 1 where the sample is the log. */
  def scale: Double = if (read == 0) 1 else total / read

  /** Bytes of text of the whole log. */
  def totalText: Double = text * scale

  /** The same sample, of a log of which no more than `limit` rows are read. */
  def limited(limit: Long): LogSample = copy(total = math.min(total, limit.toDouble))

  /** For a person: how much was read. */
  def described: String = {
    val share = String.format(Locale.ROOT, "%.1f %%", Double.box(100 / scale))
    s"${Progress.counted(read, "row")}, ${Progress.size(text)} of text, $share of the log, " +
      Progress.counted(bad, "bad row")
  }
}

object LogSample {

  /**
   * @param total
   *   rows of the whole log
   * @param old
   *   the vocabularies that stand already, in the order of the categorical columns
   * @param ranks
   *   whether the job adds to them, or makes new ones
   */
  def of(
      counts: SampleCounts,
      total: Double,
      columns: IndexedSeq[CategoricalColumn],
      old: Option[IndexedSeq[Vocabulary]],
      ranks: Boolean
  ): LogSample = {
    val samples = columns.indices.map { i =>
      new ColumnSample(columns(i), counts.values(i), old.map(_(i)), ranks)
    }
    LogSample(counts.read, counts.bad, counts.text, total, samples)
  }
}
