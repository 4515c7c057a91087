package sparky.tfrecord

import org.scalatest.funsuite.AnyFunSuite

import org.apache.logging.log4j.{Level, LogManager}
import org.apache.logging.log4j.core.config.Configurator
import org.apache.spark.sql.SparkSession

/** A session on two threads, in which a task has four attempts. */
abstract class SparkSuite extends AnyFunSuite with TemporaryFolder {

  /** Logs nothing: these suites fail tasks on purpose, and assert what the failure says. */
  lazy val spark: SparkSession = {
    val session = SparkSession
      .builder()
      .master("local[2,4]")
      .appName(suiteName)
      .config("spark.sql.shuffle.partitions", "2")
      .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toUri.toString)
      .getOrCreate()
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF)
    session
  }

  override def afterAll(): Unit = {
    spark.stop()
    super.afterAll()
  }
}
