package sparky.tfrecord

import java.nio.file.Path

import org.scalatest.funsuite.AnyFunSuite

import org.apache.logging.log4j.{Level, LogManager}
import org.apache.logging.log4j.core.config.Configurator
import org.apache.spark.{SparkConf, SparkContext}
import org.apache.spark.sql.{DataFrame, SparkSession}

/**
 * A session on two threads, in which a task has four attempts. Suites share what is slow to start,
 * Spark's context, but neither settings nor tables; those with settings have a context of their own.
 */
abstract class SparkSuite extends AnyFunSuite with TemporaryFolder {

  /** Settings that a session has from its start, beside those of all suites. */
  def settings: Map[String, String] = Map.empty

  /** Logs nothing: these suites fail tasks on purpose, and assert what the failure says. */
  lazy val spark: SparkSession = {
    if (settings.nonEmpty) SparkContext.getOrCreate(SparkSuite.local).stop()
    val builder = SparkSession
      .builder()
      .config(SparkSuite.local)
      .config("spark.sql.shuffle.partitions", "1")
      .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toUri.toString)
    settings.foreach { case (name, value) => builder.config(name, value) }
    val session = builder.getOrCreate()
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF)
    session
  }

  /** The error of this source that `block` ends in, whatever Spark wrapped around it. */
  def failure(block: => Any): TFRecordException = {
    val chain = Iterator.iterate(intercept[Throwable](block))(_.getCause).takeWhile(_ != null)
    chain.collectFirst { case error: TFRecordException => error }.get
  }

  /** Runs `block` with settings of Spark, and sets them back. */
  def withSettings[A](settings: (String, String)*)(block: => A): A = {
    val before = settings.map { case (name, _) => (name, spark.conf.getOption(name)) }
    settings.foreach { case (name, value) => spark.conf.set(name, value) }
    try block
    finally
      before.foreach {
        case (name, Some(value)) => spark.conf.set(name, value)
        case (name, None)        => spark.conf.unset(name)
      }
  }

  /** The directory, read with these options. */
  def load(dir: Path, options: (String, String)*): DataFrame =
    spark.read.format("tfrecord").options(options.toMap).load(dir.toString)

  /** Writes as many rows with the one column `id`, in as many files. */
  def writeIds(dir: Path, count: Long, files: Int, options: (String, String)*): Unit =
    spark
      .range(0, count, 1, files)
      .write
      .format("tfrecord")
      .options(options.toMap)
      .save(dir.toString)

  /** The values of the column `id`, sorted. */
  def ids(frame: DataFrame): Seq[Long] = frame.select("id").collect().map(_.getLong(0)).sorted.toSeq

  override def afterAll(): Unit = {
    if (settings.nonEmpty) spark.stop()
    SparkSession.clearActiveSession()
    SparkSession.clearDefaultSession()
    super.afterAll()
  }
}

private object SparkSuite {
  val local: SparkConf = new SparkConf().setMaster("local[2,4]").setAppName("tfrecord")
}
