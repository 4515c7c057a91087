package sparky.prepare.estimate

import sparky.prepare.encode.RecordFormat

/**
 * What a job will need, by a sample of its log; sizes are in bytes.
 *
 * @param ranks
 *   whether the job counts the log and makes vocabularies
 * @param splits
 *   parts that the log is cut into
 * @param slots
 *   tasks that run at once in the heap of the driver; 0 where there are executors
 */
final class JobEstimate(
    sample: LogSample,
    records: RecordFormat,
    ranks: Boolean,
    splits: Int,
    slots: Int
) {
  import JobEstimate._

  private val columns = sample.columns

  /** Distinct values of each categorical column. */
  val distinct: IndexedSeq[Double] = columns.map(_.spectrum.distinctAt(sample.scale))

  /** Values in the vocabulary of each. */
  val vocabularies: IndexedSeq[Double] = columns.map(_.vocabularyAt(sample.scale))

  /** The tables of a task that counts, of one that merges and of one that ranks: the largest. */
  val task: Double =
    if (ranks) math.max(sum(perSplit, TableBytes), (vocabularies :+ 0.0).max * TableBytes) else 0

  /** The table of all ids, one in each executor while records are written. */
  val ids: Double = sum(vocabularies, TableBytes)

  /** The vocabularies as files. */
  val artifacts: Double =
    columns.indices.map(i => vocabularies(i) * (columns(i).valueBytes + CountText)).sum

  /** The vocabularies as they are ranked, as they are sent, and as files. */
  val driver: Double = ids * 2 + artifacts * 2

  /** What the tasks that count send to those that merge, before compression. */
  val shuffle: Double = if (ranks) sum(perSplit, EntryBytes) * splits else 0

  /** The records. */
  val written: Double = {
    val features = records.sparkSchema.map(_.name.length + FeatureBytes).sum.toDouble
    val others = records.sparkSchema.size - columns.size
    val row = others * FloatBytes + columns.map(_.idBytes).sum
    sample.total * (row + features / records.rowsPerRecord)
  }

  /** The heap of the driver: a third of it more than what is known to be needed. */
  def driverHeap: Long = heap(driver + slots * task + (if (slots > 0) ids else 0))

  def isLocal: Boolean = slots > 0

  /** The heap of an executor with one core. */
  def executorHeap: Long = heap(ids + task)

  /** Parts of at most [[SplitBytes]] of text each. */
  def suggestedSplits: Long =
    math.max(LeastSplits, math.ceil(sample.totalText / SplitBytes)).toLong

  /** Distinct values of each column in one split. */
  private def perSplit: IndexedSeq[Double] =
    columns.map(_.spectrum.distinctAt(sample.scale / splits))

  // A value of more than eight bytes stands beside the table.
  private def sum(values: IndexedSeq[Double], bytes: Double): Double = columns.indices.map { i =>
    val beyond = math.max(0.0, columns(i).valueBytes - WordBytes)
    values(i) * (bytes + beyond)
  }.sum

  private def heap(bytes: Double): Long = math.ceil((bytes * 4 / 3 + Base) / Gibibyte).toLong
}

object JobEstimate {

  /** A part of so much text is read in seconds, and its tables stay small. */
  val SplitBytes: Double = 256e6
  private val LeastSplits = 8.0

  /** A slot of a hash table has 16 bytes, and a third to two thirds of them are used. */
  private val TableBytes = 48.0
  private val EntryBytes = 16.0
  private val WordBytes = 8.0
  private val FloatBytes = 4.0

  /** A feature in a record besides its name and values: tags and lengths. */
  private val FeatureBytes = 12

  /** Comma, count and line end. */
  private val CountText = 6.0

  /** Spark itself, the buffers of files and of the shuffle. */
  private val Base = 700e6
  private val Gibibyte = (1L << 30).toDouble
}
