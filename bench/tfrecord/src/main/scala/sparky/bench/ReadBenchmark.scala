package sparky.bench

import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.functions.col

import sparky.bench.Pairs.Side

/** Reads of one-row records of Criteo's columns, from one file of ours, on one thread. */
final private class ReadBenchmark(spark: SparkSession, scratch: Scratch) {
  import ReadBenchmark._

  def measure(): Seq[Pairs] = {
    CriteoRows.ofScalars(spark, Rows).write.format(Formats.Ours).save(path)
    val all = Side(Rows, () => consume(load(Formats.Ours)))
    val peer = Side(Rows, () => consume(load(Formats.Peer)))
    val three = Side(Rows, () => consume(load(Formats.Ours).select(Three.map(col): _*)))
    val results = Seq(
      Pairs.measure("read 40 scalar columns", "rows/s", Some(3))(all, peer),
      Pairs.measure("count(), the peer decodes", "rows/s", Some(10))(count(Formats.Ours), peer),
      Pairs.measure("count(), the peer too", "rows/s", None)(
        count(Formats.Ours),
        count(Formats.Peer)
      ),
      Pairs.measure("read 3 of 40 columns, against all 40", "rows/s", Some(2))(three, all)
    )
    scratch.delete(In)
    results
  }

  private def path: String = scratch.path(In).toString

  private def load(format: String): DataFrame =
    spark.read.format(format).schema(CriteoRows.scalars).load(path)

  private def consume(rows: DataFrame): Unit =
    rows.write.format("noop").mode("overwrite").save()

  private def count(format: String): Side =
    Side(Rows, () => require(load(format).count() == Rows, "count() is wrong"))
}

private object ReadBenchmark {
  private val In = "in"

  /** The records of the file: about 1.4 GB, which stay in the page cache. */
  private val Rows = 1000000

  /** The label, a number and an id: the first, one in the middle and the last. */
  private val Three =
    Seq(0, CriteoRows.scalars.length / 2, CriteoRows.scalars.length - 1).map { i =>
      s"`${CriteoRows.scalars(i).name}`"
    }
}
