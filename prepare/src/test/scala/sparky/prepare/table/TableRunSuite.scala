package sparky.prepare.table

import java.nio.file.Files

import org.apache.spark.sql.Row
import org.apache.spark.sql.types._

import sparky.prepare.{ApplicationSuite, Golden}

/** Whole runs on tables: the same rows give the same output as text does. */
class TableRunSuite extends ApplicationSuite {
  private lazy val spark = ApplicationSuite.session
  private lazy val root = newFolder()

  test("the golden rows give the golden vocabularies and records from Parquet too") {
    val names = Seq("request", "clicked", "hour", "price", "note", "site", "ad-group", "importance")
    val lines = new String(Golden.bytes("rows.tsv"), "UTF-8").linesIterator.toSeq
    val rows = lines.map(l => Row(l.split("\t", -1).toSeq.map(f => if (f.isEmpty) null else f): _*))
    val texts = StructType(names.map(StructField(_, StringType)))
    save(rows, texts, "golden")
    val schema = Seq("--schema", Golden.path("schema.json"))
    train("golden", schema ++ Seq("--format", "parquet", "-n", "1", "--rows-per-record", "5"): _*)
    Seq("site", "ad-group").foreach { name =>
      val written = Files.readAllBytes(root.resolve(s"golden-artifacts/vocabulary/$name.csv"))
      assert(written.toSeq == Golden.bytes(s"vocabulary/$name.csv").toSeq)
    }
    val records = Seq(Golden.bytes("train.tfrecord").toSeq)
    assert(recordBytes(root.resolve("golden-out")) == records)
    val shuffled = Seq("-n", "1", "--rows-per-record", "5", "--max-broadcast", "0")
    train("golden", schema ++ Seq("--format", "parquet") ++ shuffled: _*)
    assert(recordBytes(root.resolve("golden-out")) == records)
  }

  test("numbers, arrays and dates are the text that Spark's cast makes of them") {
    val schema = write(root.resolve("typed.json"), typed("parquet"))
    val text = write(root.resolve("typed.tsv"), lines)
    save(rows, types, "typed")
    val common = Seq("--schema", schema, "-n", "3", "--rows-per-record", "2")
    train("typed", common: _*)
    succeed(
      Seq(
        "-i",
        text,
        "--format",
        "delimited",
        "-o",
        s"$root/text-out",
        "-x",
        s"$root/text-artifacts"
      ) ++
        common: _*
    )
    val (table, plain) = (root.resolve("typed-artifacts"), root.resolve("text-artifacts"))
    assert(
      contents(table).filterNot(_._1.startsWith("_")) == contents(plain).filterNot(
        _._1.startsWith("_")
      )
    )
    assert(records(root.resolve("typed-out")) == records(root.resolve("text-out")))
    assertComplete(root.resolve("typed-out"))
  }

  private val types = StructType(
    Seq(
      StructField("Y", BooleanType),
      StructField("n", LongType),
      StructField("r", DoubleType),
      StructField("day", DateType),
      StructField("tags", ArrayType(StringType)),
      StructField("note", MapType(StringType, StringType))
    )
  )

  private val rows = Seq(
    Row(true, 1L, 0.5, java.sql.Date.valueOf("2024-02-29"), Seq("a", "b", "a"), null),
    Row(false, null, -1e10, null, Seq(), Map("a" -> "b")),
    Row(false, -7L, null, java.sql.Date.valueOf("1969-12-31"), null, null),
    Row(true, 16777217L, 1e-45, java.sql.Date.valueOf("2024-02-29"), Seq(null, "", "é"), null)
  )

  private val lines = "true\t1\t0.5\t2024-02-29\ta,b,a\nfalse\t\t-1.0E10\t\t\n" +
    "false\t-7\t\t1969-12-31\t\ntrue\t16777217\t1.4E-45\t2024-02-29\t,,é\n"

  private def typed(format: String): String =
    s"""{"format_version": 1, "name": "typed", "input": {"format": "$format"}, "columns": [
      {"name": "y", "role": "label", "positive": ["true"], "negative": ["false"]},
      {"name": "n", "role": "numeric"}, {"name": "r", "role": "numeric", "type": "real"},
      {"name": "day", "role": "categorical"},
      {"name": "tags", "role": "categorical", "list": {"separator": ","}}]}"""

  private def train(name: String, more: String*): Unit = {
    val paths = Seq("-i", s"$root/$name", "-o", s"$root/$name-out", "-x", s"$root/$name-artifacts")
    succeed(paths ++ more: _*)
    ()
  }

  private def save(rows: Seq[Row], schema: StructType, name: String): Unit =
    spark
      .createDataFrame(spark.sparkContext.parallelize(rows, 1), schema)
      .write
      .parquet(s"$root/$name")
}
