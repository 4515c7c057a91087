package sparky.prepare

import java.io.PrintStream
import java.util.Locale

import org.apache.spark.SparkContext

import sparky.prepare.input.Log
import sparky.prepare.insight.progress.ProgressPrinter

/**
 * Prints one line for each stage with what it did and how long it took.
 *
 * @param terminal
 *   whether a person watches, who also wants to see how far a stage is
 */
final class Progress(out: PrintStream, terminal: Boolean) {
  import Progress._

  private val printer = ProgressPrinter(out, terminal)
  private val started = System.nanoTime()

  /** Runs a stage, and then prints its name, what `outcome` says of its result, and its seconds. */
  def stage[A](name: String)(body: => A)(outcome: A => String): A = {
    val begun = System.nanoTime()
    val result = body
    line(name, s"${outcome(result)}, ${seconds(begun)}")
    result
  }

  /** As [[stage]], for one that reads a log: tells how far it is while it runs. */
  def reading[A](name: String, context: SparkContext, log: Log)(body: => A)(
      outcome: A => String
  ): A = stage(name)(printer.during(context, name, log.partBytes)(body))(outcome)

  def line(name: String, text: String): Unit = out.println(f"$name%-10s$text")

  /** Seconds since the run began. */
  def total: String = seconds(started)
}

object Progress {

  /** `1,234,567`. */
  def count(n: Long): String = String.format(Locale.ROOT, "%,d", Long.box(n))

  /** `1 file`, `2,000 files`. */
  def counted(n: Long, noun: String): String = if (n == 1) s"1 $noun" else s"${count(n)} ${noun}s"

  /** `243.1 MB`. */
  def size(bytes: Long): String = String.format(Locale.ROOT, "%,.1f MB", Double.box(bytes / 1e6))

  private def seconds(since: Long): String =
    String.format(Locale.ROOT, "%.1f s", Double.box((System.nanoTime() - since) / 1e9))
}
