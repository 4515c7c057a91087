package sparky.prepare

/**
 * What a run makes.
 *
 * @param name
 *   as it is spelled on the command line
 * @param ranks
 *   whether it counts the log and writes artifacts; else it reads them
 * @param recordKind
 *   the kind of the records it writes; none where it writes artifacts alone
 */
sealed abstract class Mode(val name: String, val ranks: Boolean, val recordKind: Option[String])

object Mode {
  case object Train extends Mode("train", ranks = true, Some("train"))
  case object Evaluate extends Mode("evaluate", ranks = false, Some("evaluate"))
  case object Predict extends Mode("predict", ranks = false, Some("predict"))
  case object Analyze extends Mode("analyze", ranks = true, None)
  case object Transform extends Mode("transform", ranks = false, Some("train"))

  val All: Seq[Mode] = Seq(Train, Evaluate, Predict, Analyze, Transform)
}

/**
 * The command line, with its defaults.
 *
 * @param base
 *   prefix of the other paths where they are relative
 * @param in
 *   globs of files, or of directories of files; the name of a table where the format is table
 * @param out
 *   the directory of the records
 * @param artifacts
 *   the directory of the artifacts
 * @param numPartitions
 *   parts that the log is cut into, whatever the number of cores
 * @param schema
 *   the file of the schema; none is the one of Criteo
 * @param label
 *   present, absent or auto; none is what the mode says
 * @param key
 *   none, line or the key column of the schema; none is the key column if there is one
 * @param rowsPerRecord
 *   rows of one record; none is what the mode says
 * @param maxBadRows
 *   more bad rows fail the run; none is what the mode says
 * @param limit
 *   only so many rows are read, in the order of the files
 * @param minCount
 *   in the place of every categorical column's `min_count`
 * @param maxVocabulary
 *   in the place of every categorical column's `max_size`
 * @param extendArtifacts
 *   the directory of the artifacts whose ids the new ones keep; none is new ids
 * @param maxBroadcast
 *   MiB that look-up tables may take in every executor; none is a share of its memory
 * @param maxSkew
 *   a column farther from the artifacts' rows, beyond chance, fails the run
 * @param dryRun
 *   only says what the job will need
 * @param selection
 *   which rows train mode holds out and draws
 * @param format
 *   of what is read; none is what the schema says
 */
final case class Params(
    base: String = "",
    in: Seq[String] = Nil,
    out: String = "",
    artifacts: String = "",
    mode: Mode = Mode.Train,
    numPartitions: Int = 8,
    schema: Option[String] = None,
    label: Option[String] = None,
    key: Option[String] = None,
    rowsPerRecord: Option[Int] = None,
    maxBadRows: Option[Long] = None,
    limit: Option[Long] = None,
    minCount: Option[Long] = None,
    maxVocabulary: Option[Long] = None,
    extendArtifacts: Option[String] = None,
    maxBroadcast: Option[Long] = None,
    maxSkew: Option[Double] = None,
    dryRun: Boolean = false,
    selection: SelectionParams = SelectionParams(),
    format: Option[String] = None
) {

  /** Rows of one record; one for predict, so that each answers for itself. */
  def recordRows: Int =
    rowsPerRecord.getOrElse(if (mode == Mode.Predict) 1 else Params.ManyRows)

  /**
   * The most bad rows that a run bears; none is no limit: in predict each becomes an error line.
   */
  def allowedBadRows: Option[Long] =
    maxBadRows.orElse(if (mode == Mode.Predict) None else Some(0L))

  /** Whether the log has the label: present, absent or auto. */
  def labelChoice: String = label.getOrElse(if (mode == Mode.Predict) "auto" else "present")
}

object Params {

  /** Rows of one record in train and evaluate. */
  val ManyRows: Int = 1024
}
