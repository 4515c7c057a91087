package sparky.prepare.table

import java.nio.file.{Files, Path, Paths}

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.struct

import sparky.prepare.ApplicationSuite

/** What a table may lack, and what a run says of it. */
class TableInputSuite extends ApplicationSuite {
  private lazy val spark = ApplicationSuite.session
  private lazy val root = newFolder()
  private lazy val schema = write(
    root.resolve("schema.json"),
    """{"format_version": 1, "name": "small", "input": {"format": "parquet"}, "columns": [
      {"name": "y", "role": "label"}, {"name": "n", "role": "numeric"},
      {"name": "c", "role": "categorical"}]}"""
  )

  test("bad rows have the file's name and their number in it, for any number of parts") {
    val rows = (1 to 200).map(i => (if (i % 60 == 0) "2" else "1", i.toString, s"c$i"))
    table(rows.take(150)).repartition(1).write.parquet(s"$root/bad/day=1 %20é")
    table(rows.drop(150)).repartition(1).write.parquet(s"$root/bad/day=2")
    val told = Seq(1, 4).map { parts =>
      val out = s"$root/bad-$parts"
      val more = Seq("-n", s"$parts", "--max-bad-rows", "9", "--key", "line")
      succeed(flags(s"$root/bad", out, "--rows-per-record", "1") ++ more: _*)
      assert(manifest(Paths.get(out)).at("/counts/rejected").asInt == 3)
      rejects(Paths.get(s"$out/_rejects")).map { r =>
        assert(r.get("offset").isNull && r.get("column").textValue == "y")
        (r.get("file").textValue.takeWhile(_ != '/'), r.get("line").asInt, r.get("received").asText)
      }
    }
    assert(told.head == Seq(("day=1 %20é", 60, "2"), ("day=1 %20é", 120, "2"), ("day=2", 30, "2")))
    assert(told.last == told.head)
    assert(records(Paths.get(s"$root/bad-1")) == records(Paths.get(s"$root/bad-4")))
  }

  test("a table without files gives the same output however Spark cuts it") {
    val rows = table((1 to 300).map(i => (s"${i % 2}", s"${i % 7}", s"c${i % 50}")))
    val outputs = Seq(1, 5).map { partitions =>
      rows.repartition(partitions).createOrReplaceGlobalTempView("clicks")
      val more = Seq("--format", "table", "-n", "3", "--limit", "250")
      succeed(flags("global_temp.clicks", s"$root/view-$partitions", more: _*): _*)
      assert(manifest(root.resolve(s"view-$partitions")).at("/counts/read").asInt == 250)
      records(root.resolve(s"view-$partitions"))
    }
    assert(outputs.head == outputs.last && outputs.head.size >= 2)
    val key = run(flags("global_temp.clicks", s"$root/k", "--format", "table", "--key", "line"): _*)
    val expected = "--key: expected none, since the table is not one of files, received line"
    assert((key.code, key.message) == ((2, expected)))
  }

  test("predict finds out whether the label is there") {
    table(Seq(("1", "2", "a"))).write.parquet(s"$root/labelled")
    table(Seq(("1", "2", "a"))).drop("y").write.parquet(s"$root/unlabelled")
    succeed(flags(s"$root/labelled", s"$root/train"): _*)
    val predicted = Seq("labelled", "unlabelled").map { name =>
      val paths = Seq("-i", s"$root/$name", "-o", s"$root/$name-out", "-x", s"$root/train-x")
      succeed(paths ++ Seq("-m", "predict", "-n", "1"): _*)
      records(root.resolve(s"$name-out"))
    }
    assert(predicted.head == predicted.last && predicted.head.size == 1)
  }

  test("a column that is not there, or has no text, is named before the job runs") {
    table(Seq(("1", "2", "a"))).toDF("Y", "count", "city").write.parquet(s"$root/lacking")
    val lacking = s"""$root/lacking: expected a column n, received none (did you mean "Y"?)"""
    refused(s"$root/lacking", lacking)
    val nested = table(Seq(("1", "2", "a")))
    nested.withColumn("c", struct(nested("n"))).write.parquet(s"$root/nested")
    refused(
      s"$root/nested",
      s"$root/nested, column c: expected a type that is one text, received struct<n:string>"
    )
  }

  test("what is no table is named, and so is a file that is damaged") {
    refused(s"$root/none", s"$root/none: expected at least one file, received none")
    val text = write(root.resolve("text/log.tsv"), "1\t2\ta\n")
    assert(run(flags(text, s"$root/o"): _*).message.startsWith(s"file:$text: expected files of"))
    table((1 to 99).map(i => ("1", "2", s"c$i"))).repartition(1).write.parquet(s"$root/cut")
    val file = parquetFile(root.resolve("cut"))
    val bytes = Files.readAllBytes(file)
    (4 until 60).foreach(i => bytes(i) = 7)
    Files.write(file, bytes)
    Files.deleteIfExists(file.resolveSibling(s".${file.getFileName}.crc"))
    val ended = run(flags(s"$root/cut", s"$root/o"): _*)
    assert(ended.code == 3 && ended.message.contains(file.getFileName.toString), ended.err)
  }

  test("a line of CSV or JSON that Spark cannot take whole fails the run") {
    val csv = write(root.resolve("csv.json"), read(schema).replace("\"parquet\"}", csvInput))
    write(root.resolve("good.csv"), "y,n,c\n1,2,\"a, \"\"b\"\"\"\n0,3,\n")
    succeed(flags(s"$root/good.csv", s"$root/csv", "--schema", csv): _*)
    val values = read(s"$root/csv-x/vocabulary/c.csv")
    assert(values == "value,count\r\n-10,1\r\n\"a, \"\"b\"\"\",1\r\n")
    Seq("1,2\n", "1,2,a,b\n").foreach { line =>
      write(root.resolve("bad.csv"), s"y,n,c\n1,2,a\n$line")
      val ended = run(flags(s"$root/bad.csv", s"$root/o", "--schema", csv): _*)
      assert(ended.code == 3 && ended.message.contains("bad.csv"), ended.err)
    }
    write(root.resolve("bad.json"), "{\"y\": 1, \"n\": 2, \"c\": \"a\"}\n{\"y\": 1, \"n\"\n")
    val ended = run(flags(s"$root/bad.json", s"$root/o", "--format", "json"): _*)
    assert(ended.code == 3 && ended.message.contains("bad.json"), ended.err)
  }

  private def csvInput: String = "\"csv\", \"separator\": \",\", \"header\": true}"

  private def flags(in: String, out: String, more: String*): Seq[String] =
    Seq("-i", in, "-o", out, "-x", s"$out-x") ++ more ++
      (if (more.contains("--schema")) Nil else Seq("--schema", schema))

  private def refused(in: String, message: String): Unit = {
    val ended = run(flags(in, s"$root/o"): _*)
    assert((ended.code, ended.message) == ((3, message)))
    assert(!Files.exists(root.resolve("o")))
  }

  private def read(file: String): String = new String(Files.readAllBytes(Paths.get(file)), "UTF-8")

  private def parquetFile(folder: Path): Path =
    Files.list(folder).filter(_.toString.endsWith(".parquet")).findFirst().get()

  private def table(rows: Seq[(String, String, String)]): DataFrame =
    spark.createDataFrame(rows).toDF("y", "n", "c")
}
