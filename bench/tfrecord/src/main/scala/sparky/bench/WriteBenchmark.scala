package sparky.bench

import java.nio.file.Files

import org.apache.spark.sql.{DataFrame, SparkSession}

import sparky.bench.Pairs.Side

/** `df.write` of Criteo's columns, on one thread. */
final private class WriteBenchmark(spark: SparkSession, scratch: Scratch) {
  import WriteBenchmark._

  private val scalars = CriteoRows.ofScalars(spark, Rows)
  private val lists = CriteoRows.ofLists(spark, ListRows)

  def measure(): Seq[Pairs] = Seq(
    rows("write 40 scalar columns", 5)(
      write(Rows, Formats.Ours, scalars),
      write(Rows, Formats.Peer, scalars)
    ),
    rows("write records of 1024 rows", 4)(
      write(ListRows, Formats.Ours, lists),
      write(ListRows, Formats.Peer, lists)
    ),
    rows("write records of 1024 rows, the peer of one", 10)(
      write(ListRows, Formats.Ours, lists),
      write(Rows, Formats.Peer, scalars)
    ),
    againstCopy()
  )

  private def rows(name: String, goal: Double)(ours: Side, peer: Side): Pairs =
    Pairs.measure(name, "rows/s", Some(goal))(ours, peer)

  private def write(amount: Double, format: String, rows: DataFrame): Side =
    Side(amount, () => save(format, rows), () => scratch.delete(Out))

  private def save(format: String, rows: DataFrame): Unit =
    rows.write.format(format).save(scratch.path(Out).toString)

  private def againstCopy(): Pairs = {
    val lists = CriteoRows.ofLists(spark, CopiedRows)
    save(Formats.Ours, lists)
    val bytes = Files.readAllBytes(scratch.recordFile(Out))
    scratch.delete(Out)
    val copy = new SummedCopy(bytes, scratch.path(Out))
    val amount = bytes.length / 1e6
    Pairs.measure("write records of 1024 rows, against CRC32C and a copy", "MB/s", Some(0.5))(
      write(amount, Formats.Ours, lists),
      Side(amount, () => copy.run(), () => scratch.delete(Out))
    )
  }
}

private object WriteBenchmark {
  private val Out = "out"

  /** Rows of one turn: each takes seconds, beside which a job's own tenth counts for little. */
  private val Rows = 1000000
  private val ListRows = 8 * 1024 * 1024

  /** Two GB, which an array just holds. A copy takes a second, of which a job's own start is a sixth. */
  private val CopiedRows = 16 * 1024 * 1024
}
