package sparky.bench

import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.functions.{col, split}

/**
 * `ReadingFloor LOG PASSES`: reads the lines of a log and splits them at the tabs, and nothing
 * else, with Spark's two own ways to do so. Prints a line of JSON for each: the seconds of the
 * passes.
 */
object ReadingFloor {
  private val Threads = 2

  def main(args: Array[String]): Unit = {
    val (log, passes) = (args(0), args(1).toInt)
    val spark = SparkSession.builder().master(s"local[$Threads]").appName("floor").getOrCreate()
    try {
      print("data frame", passes)(asDataFrame(spark, log))
      print("lines", passes)(asLines(spark, log))
    } finally spark.stop()
  }

  private def asDataFrame(spark: SparkSession, log: String): Unit =
    spark.read
      .text(log)
      .select(split(col("value"), "\t"))
      .write
      .format("noop")
      .mode("overwrite")
      .save()

  private def asLines(spark: SparkSession, log: String): Unit = {
    val fields = spark.sparkContext.textFile(log).map(_.split("\t", -1).length.toLong)
    fields.fold(0L)(_ + _)
    ()
  }

  private def print(way: String, passes: Int)(body: => Unit): Unit = {
    val seconds = Seq.fill(passes) {
      val begun = System.nanoTime()
      body
      (System.nanoTime() - begun) / 1e9
    }
    println(s"""{"way": "$way", "seconds": [${seconds.mkString(", ")}]}""")
  }
}
