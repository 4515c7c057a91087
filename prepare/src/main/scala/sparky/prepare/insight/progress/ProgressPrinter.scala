package sparky.prepare.insight.progress

import java.io.PrintStream
import java.util.concurrent.{Executors, TimeUnit}

import scala.util.control.NonFatal

import org.apache.spark.SparkContext

/**
 * Prints how far a stage is while it runs: on a terminal one line that is rewritten, elsewhere a
 * line now and then.
 *
 * @param everyMillis
 *   a stage that is done before that prints nothing
 */
final class ProgressPrinter(out: PrintStream, terminal: Boolean, everyMillis: Long) {
  import ProgressPrinter._

  /**
   * Runs a stage that reads the log.
   *
   * @param parts
   *   the bytes of each part of the log
   */
  def during[A](context: SparkContext, name: String, parts: IndexedSeq[Long])(body: => A): A = {
    val listener = new StageListener(name, parts, () => System.nanoTime())
    val timer = Executors.newSingleThreadScheduledExecutor { (task: Runnable) =>
      val thread = new Thread(task, "progress")
      thread.setDaemon(true)
      thread
    }
    context.addSparkListener(listener)
    context.setLocalProperty(StageListener.Property, name)
    timer.scheduleAtFixedRate(
      () => print(name, listener.text),
      everyMillis,
      everyMillis,
      TimeUnit.MILLISECONDS
    )
    try body
    finally {
      timer.shutdown()
      timer.awaitTermination(1, TimeUnit.SECONDS)
      context.setLocalProperty(StageListener.Property, null)
      context.removeSparkListener(listener)
      if (terminal) out.print(EraseLine)
    }
  }

  // What is for show alone never ends a run, nor the lines that follow.
  private def print(name: String, text: Option[String]): Unit =
    try
      text.foreach { t =>
        if (terminal) out.print(f"$EraseLine$name%-10s$t") else out.println(f"$name%-10s$t")
        out.flush()
      }
    catch { case NonFatal(_) => () }
}

object ProgressPrinter {

  /** A printer that keeps a terminal's line fresh, or a log file short. */
  def apply(out: PrintStream, terminal: Boolean): ProgressPrinter =
    new ProgressPrinter(out, terminal, if (terminal) TerminalMillis else LineMillis)
  private val TerminalMillis = 500L
  private val LineMillis = 10000L

  /** Back to the first column, and nothing to the right of it. */
  private val EraseLine = "\r\u001b[K"
}
