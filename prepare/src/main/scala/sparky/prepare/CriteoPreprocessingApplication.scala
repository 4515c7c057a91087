package sparky.prepare

import java.io.PrintStream

import scala.util.control.NonFatal

import org.apache.hadoop.util.ShutdownHookManager
import org.apache.spark.SparkConf
import org.apache.spark.sql.SparkSession

import sparky.prepare.estimate.DryRun

/**
 * Turns click logs into TFRecords: `spark-submit --class … sparky-prepare.jar --in GLOB --out DIR
 * --artifacts DIR`.
 */
object CriteoPreprocessingApplication {

  def main(args: Array[String]): Unit = {
    val code =
      try run(args.toSeq, System.out, System.err)
      finally SparkSession.getDefaultSession.foreach(_.stop())
    if (code != ExitCode.Done) sys.exit(code)
  }

  /** Runs the application and returns its exit code; messages go to `err`. */
  def run(args: Seq[String], out: PrintStream, err: PrintStream): Int =
    try {
      CommandLine.parse(args) match {
        case Left(help) => out.println(help)
        case Right(params) if params.dryRun =>
          new DryRun(session(), params, progress(out)).run()
        case Right(params) => new Preparation(session(), params, progress(out)).run()
      }
      ExitCode.Done
    } catch {
      // On SIGTERM Spark ends first and takes the run with it; the JVM itself answers 143.
      case NonFatal(_) if ShutdownHookManager.get().isShutdownInProgress => ExitCode.Stopped
      case NonFatal(e)                                                   => report(e, err)
    }

  private def progress(out: PrintStream): Progress =
    new Progress(out, terminal = System.console() != null)

  /** What `spark-submit` says, and all cores of this machine where it says nothing. */
  private def session(): SparkSession = {
    val conf = new SparkConf()
      .setIfMissing("spark.master", "local[*]")
      .setIfMissing("spark.app.name", "CriteoPreprocessingApplication")
      // A vocabulary may be larger than the default of 1 GB allows, and has to fit the driver
      // anyway.
      .setIfMissing("spark.driver.maxResultSize", "0")
      .setIfMissing("spark.sql.debug.maxToStringFields", "1000")
    // Tasks of this machine may tell more often how far they are: it costs nothing here.
    if (conf.get("spark.master").startsWith("local"))
      conf.setIfMissing("spark.executor.heartbeatInterval", "2s")
    SparkSession.builder().config(conf).getOrCreate()
  }

  // An error of a task arrives inside those of Spark.
  private def report(error: Throwable, err: PrintStream): Int =
    Iterator.iterate(error)(_.getCause).takeWhile(_ != null).collectFirst {
      case e: PreparationError => e
    } match {
      case Some(known) =>
        err.println(s"CriteoPreprocessingApplication: ${known.getMessage}")
        known.exitCode
      case None =>
        error.printStackTrace(err)
        ExitCode.Failed
    }
}
