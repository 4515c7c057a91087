package sparky.tfrecord
package read

import java.nio.file.{Files, Path}

import com.google.protobuf.DynamicMessage

import org.apache.spark.sql.AnalysisException

/** Where the schema of a read comes from that is given none. */
class SchemaInferenceSuite extends SparkSuite {
  private val ignore = "manifest" -> "ignore"

  private def schema(dir: Path, options: (String, String)*): String =
    load(dir, options: _*).schema.simpleString.stripPrefix("struct<").stripSuffix(">")

  /** A directory of these files, each with these records. */
  private def files(files: (String, Seq[DynamicMessage])*): Path = {
    val dir = Files.createDirectories(fresh())
    files.foreach { case (name, records) =>
      Files.write(dir.resolve(name), InMemoryFile.of(records.map(_.toByteArray)))
    }
    dir
  }

  private def record(features: (String, DynamicMessage)*): DynamicMessage =
    ExampleProto.example(features: _*)

  private def ints(name: String, values: Long*): DynamicMessage =
    record(name -> ExampleProto.int64s(values: _*))

  test("what this source wrote is read with the schema that it was written with") {
    val dir = fresh()
    val columns =
      "CAST(1 AS SHORT) AS b, DATE'2020-01-01' AS a, array(1.5D) AS c, CAST(3 AS DECIMAL(5,2)) AS d"
    spark.sql(s"SELECT $columns").write.format("tfrecord").save(dir.toString)
    assert(schema(dir) == "b:smallint,a:date,c:array<double>,d:decimal(5,2)")
    assert(schema(dir, ignore) == "a:bigint,b:bigint,c:binary,d:string")
  }

  test("schemas of several directories are one, unless a column has two types") {
    def saved(columns: String): Path = {
      val dir = fresh()
      spark.sql(s"SELECT $columns").write.format("tfrecord").save(dir.toString)
      dir
    }
    val dirs = Seq(saved("1 AS b"), saved("2 AS b, 'x' AS a"), saved("1L AS b"))
    def read(dirs: Seq[Path]): String =
      spark.read.format("tfrecord").load(dirs.map(_.toString): _*).schema.simpleString
    assert(read(dirs.take(2)) == "struct<b:int,a:string>")
    assert(read(dirs) == "struct<a:string,b:bigint>")
  }

  test("without a manifest all records of all files are looked at, plain and compressed") {
    val dir = files(
      "a" -> Seq(ints("x", 1), ints("x", 1, 2)),
      "b" -> Seq(record("y" -> ExampleProto.floats(1f)))
    )
    Files.write(dir.resolve("c"), InMemoryFile.gzip(InMemoryFile.of(Seq(ints("z", 1).toByteArray))))
    assert(schema(dir) == "x:array<bigint>,y:float,z:bigint")
  }

  test("inferSchemaFiles takes the first files by name, samplingRatio a share of their records") {
    val records = (0 until 10).map(i => ints(s"x$i", 1))
    val dir = files("b" -> records, "a" -> Seq(ints("first", 1)), "c" -> Seq(ints("last", 1)))
    assert(schema(dir, "inferSchemaFiles" -> "1") == "first:bigint")
    assert(
      schema(
        dir,
        "inferSchemaFiles" -> "2",
        "samplingRatio" -> "0.3"
      ) == "first:bigint,x0:bigint,x3:bigint,x6:bigint"
    )
    assert(load(dir).columns.length == 12)
  }

  test("files without records have no schema, records of any bytes always have one") {
    val dir = files("a" -> Seq.empty)
    val error = intercept[AnalysisException](load(dir))
    assert(error.getMessage.contains("Unable to infer schema"))
    assert(schema(dir, "recordType" -> "ByteArray") == "byteArray:binary")
  }

  test("a feature that is bytes in one file and numbers in another names both") {
    val dir =
      files("a" -> Seq(ints("x", 1)), "b" -> Seq(record("x" -> ExampleProto.bytes("t".getBytes))))
    val error = failure(load(dir))
    assert(error.where == "feature x")
    assert(error.getMessage.contains(s"file:$dir/a") && error.getMessage.contains(s"file:$dir/b"))
  }

  test("a damaged file is an error, or its good records are looked at") {
    val dir = files("a" -> Seq(ints("x", 1)))
    val broken = InMemoryFile.of(Seq(ints("y", 1), ints("z", 1)).map(_.toByteArray))
    Files.write(dir.resolve("b"), broken.dropRight(1))
    assert(failure(load(dir)).where.matches("record 1 at byte [0-9]+ of file:.*/b"))
    assert(schema(dir, "ignoreCorruptFiles" -> "true") == "x:bigint,y:bigint")
  }

  test("a damaged record is an error, or passed over in mode PERMISSIVE") {
    val dir = files("a" -> Seq(ints("x", 1)))
    Files.write(
      dir.resolve("b"),
      InMemoryFile.of(Seq("\n\u0001".getBytes, ints("y", 1).toByteArray))
    )
    assert(failure(load(dir)).where.startsWith("byte 1, record 0 at byte 0 of file:"))
    assert(schema(dir, "mode" -> "PERMISSIVE") == "x:bigint,y:bigint")
  }

  test("a file that is no record file is not looked at beside a manifest") {
    val dir = fresh()
    writeIds(dir, 2, 1)
    Files.write(dir.resolve("schema.json"), "{}".getBytes)
    assert(schema(dir) == "id:bigint")
  }
}
