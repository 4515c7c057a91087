package sparky.prepare.reject

import org.apache.hadoop.conf.Configuration

import sparky.prepare.input.{Log, Split, SplitReader, SplitTally}
import sparky.prepare.row.{BadRow, RowFormat, RowParser}
import sparky.prepare.storage.Storage

/**
 * How many bad rows a run bears.
 *
 * @param allowed
 *   more of them fail the run; none is no limit
 */
final case class RejectLimit(allowed: Option[Long]) {

  /**
   * A task that meets so many bad rows stops judging and only counts lines: the run fails anyway.
   */
  def perTask: Long =
    allowed.fold(Long.MaxValue)(n => if (n > Long.MaxValue - Slack) n else n + Slack)

  private def Slack: Long = 1000
}

/** What tasks need besides their split; both passes over the log have the same. */
final case class PassContext(log: Log, format: RowFormat, staging: Staging, limit: RejectLimit)

/**
 * Moves through the good rows of a split, in their order; bad ones become rejects in the staging
 * folder.
 *
 * Both passes read through this class, so that they judge every row alike.
 *
 * @param attempt
 *   the task attempt
 */
final class RowJudge(pass: PassContext, conf: Configuration, split: Split, attempt: Long)
    extends AutoCloseable {

  /** The parser with the values of the present row. */
  val parser: RowParser = new RowParser(pass.format)

  /** Where the present row stands. */
  val reader: SplitReader = pass.log.reader(conf, split)
  private[this] val storage = new Storage(conf)
  private[this] val rejects = new RejectWriter(storage, pass.staging, split.index, attempt)
  private[this] val perTask = pass.limit.perTask
  private[this] var good = 0L

  /** Moves to the next good row; false at the end of the split. */
  def next(): Boolean = {
    while (reader.next())
      if (rejects.count < perTask) parser.parse(reader.lines) match {
        case None =>
          good += 1
          return true
        case Some(bad) => reject(bad)
      }
    false
  }

  /** Puts the rejects in their place, once the split is at its end. */
  def finish(): SplitTally = {
    rejects.finish()
    SplitTally(split.index, reader.lineCounts.toSeq, good, rejects.count)
  }

  /** Leaves the tally too, for a pass that cannot return it. */
  def finishWithTally(): Unit = pass.staging.writeTally(storage, finish(), attempt)

  def close(): Unit = {
    reader.close()
    rejects.close()
  }

  private def reject(bad: BadRow): Unit =
    rejects.add(
      Reject(reader.file.name, reader.lines.offset, reader.segment, reader.lineInSegment, bad, good)
    )
}
