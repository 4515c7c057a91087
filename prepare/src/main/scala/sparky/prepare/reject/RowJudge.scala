package sparky.prepare.reject

import org.apache.hadoop.conf.Configuration
import org.apache.spark.TaskContext

import sparky.prepare.input.{Log, Split, SplitRows, SplitTally}
import sparky.prepare.row.{RowBatch, RowFormat, RowParser, RowPlace}
import sparky.prepare.select.RowSelection
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

/** What tasks need besides their split; all passes for one output have the same. */
final case class PassContext(
    log: Log,
    format: RowFormat,
    staging: Staging,
    limit: RejectLimit,
    selection: RowSelection
)

/**
 * Moves through the good rows of a split that the pass takes, batch by batch, in their order; bad
 * ones become rejects in the staging folder.
 *
 * All passes read through this class, so that they judge every row alike. One that takes the rows
 * held out for evaluation looks at no others, and leaves the bad ones to the one that trains.
 *
 * @param rows
 *   of the split
 * @param attempt
 *   the task attempt
 */
final class RowJudge(
    pass: PassContext,
    conf: Configuration,
    split: Split,
    rows: SplitRows,
    val attempt: Long
) extends AutoCloseable {

  /** The parser with the values of the present batch. */
  val parser: RowParser = new RowParser(pass.format)

  /** The good rows that are present. */
  val batch: RowBatch = new RowBatch(parser.fields.length)
  private[this] val storage = new Storage(conf)
  private[this] val rejects = new RejectWriter(storage, pass.staging, split.index, attempt)
  private[this] val perTask = pass.limit.perTask
  private[this] val selector = pass.selection.selector(split.index)
  private[this] val evaluates = pass.selection.evaluates
  private[this] var seen = 0L
  private[this] var good = 0L
  private[this] var ended = false

  /** Moves to the next good rows; false at the end of the split. */
  def next(): Boolean = {
    batch.clear()
    while (batch.rows == 0 && !ended) if (rejects.count < perTask) judge() else skipAll()
    good += batch.rows
    batch.rows > 0
  }

  /** The path of a row's file below the folder that all input files share. */
  def fileName(row: Int): String = rows.fileOf(batch.places(row).segment).name

  /** Puts the rejects in their place, once the split is at its end. */
  def finish(): SplitTally = {
    rejects.finish()
    val leftOut = seen - good - rejects.count
    SplitTally(split.index, rows.lineCounts.toSeq, good, rejects.count, leftOut)
  }

  /** Leaves the tally too, for a pass that cannot return it. */
  def finishWithTally(): Unit = pass.staging.writeTally(storage, finish(), attempt)

  def close(): Unit = rejects.close()

  private def judge(): Unit = {
    batch.clear()
    ended = !rows.fill(batch)
    val first = seen
    seen += batch.rows
    if (evaluates) takeHeldOut(first) else takeOthers(first)
  }

  private def takeHeldOut(first: Long): Unit = {
    selector.foreach(_.mark(batch, first))
    if (batch.hasMarked) batch.removeMarked()
    parser.parse(batch)
    if (batch.hasMarked) parser.dropMarked(batch)
  }

  private def takeOthers(first: Long): Unit = {
    parser.parse(batch)
    selector.foreach { rows =>
      rows.mark(batch, first)
      rows.markUndrawn(batch, parser)
    }
    if (batch.hasMarked) {
      reject()
      parser.dropMarked(batch)
    }
  }

  private def skipAll(): Unit = {
    rows.skip()
    ended = true
  }

  private def reject(): Unit = {
    var before = good
    (0 until batch.rows).foreach { row =>
      batch.fault(row) match {
        case None => if (!batch.isMarked(row)) before += 1
        case Some(bad) if rejects.count < perTask =>
          val place = batch.places(row)
          val offset = Some(place.offset).filter(_ != RowPlace.NoOffset)
          rejects
            .add(Reject(fileName(row), offset, place.segment, place.line, bad, before))
        case _ => ()
      }
    }
  }
}

object RowJudge {

  /** A judge for the task that runs, at whose end it is closed. */
  def inTask(pass: PassContext, conf: Configuration, split: Split, rows: SplitRows): RowJudge = {
    val task = TaskContext.get()
    val judge = new RowJudge(pass, conf, split, rows, task.taskAttemptId())
    task.addTaskCompletionListener[Unit](_ => judge.close())
    judge
  }
}
