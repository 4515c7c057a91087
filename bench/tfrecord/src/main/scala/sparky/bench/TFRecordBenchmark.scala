package sparky.bench

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}

import scala.jdk.CollectionConverters._

import org.apache.spark.sql.SparkSession

/**
 * `TFRecordBenchmark FILE FOLDER` measures the data source against its peers in turn, on one thread
 * of one JVM, and leaves a line of JSON for each row in FILE. Records are written below FOLDER, of
 * which three GB are needed: on a disk, its speed of the moment is what would be measured.
 */
object TFRecordBenchmark {

  def main(arguments: Array[String]): Unit = {
    val (file, folder) = (Paths.get(arguments(0)), Paths.get(arguments(1)))
    val scratch = new Scratch(Files.createTempDirectory(folder, "sparky"))
    val spark = SparkSession.builder().master("local[1]").appName("bench tfrecord").getOrCreate()
    try {
      val pairs = measure(spark, scratch)
      Files.createDirectories(file.toAbsolutePath.getParent)
      Files.write(file, pairs.map(_.toJson).asJava, UTF_8)
    } finally {
      spark.stop()
      scratch.delete("")
    }
  }

  private def measure(spark: SparkSession, scratch: Scratch): Seq[Pairs] =
    new WriteBenchmark(spark, scratch).measure() ++ new ReadBenchmark(spark, scratch).measure()
}
