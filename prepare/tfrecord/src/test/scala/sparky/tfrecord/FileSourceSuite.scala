package sparky.tfrecord

import java.io.FileNotFoundException
import java.net.URI
import java.nio.file.{Files, Path}

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.LocalFileSystem
import org.apache.spark.sql.{AnalysisException, DataFrame, Row, SaveMode}
import org.apache.spark.sql.functions.{col, expr, input_file_name, lit}
import org.apache.spark.sql.types._

/**
 * What Spark demands of its own file sources: the cases of its `FileBasedDataSourceSuite` that
 * apply, each for this source.
 *
 * Those that apply: empty datasets, with their schema and their one file; empty schemas, nested
 * ones too; unicode and special characters in names of columns and paths; missing files; types that
 * are not supported; case of names; caches of what is overwritten and appended to;
 * `input_file_name`; `recursiveFileLookup`, with and without `pathGlobFilter`; columns that are
 * partition columns too, nested ones as well; `sizeInBytes` and the factor on it; Hadoop's settings
 * among the options; metrics of what was read; nested columns by their exact names.
 *
 * Those that do not: what is about CSV, JSON, text, ORC or Parquet alone (headers, `multiLine`,
 * pushed filters and casts, vectorized reading), since a record has neither statistics nor columns
 * that could be passed over as a whole; what is about sources of version 2 (partition pruning and
 * data filters in a `FileScan`, statistics of the columns read), since this source is one of
 * version 1, as `FileFormat`s are, where Spark itself prunes partitions; and what is about Spark's
 * planner, whatever the source (length of metadata strings, filters that are not deterministic).
 */
class FileSourceSuite extends SparkSuite {

  private def save(frame: DataFrame, dir: Path, partitions: String*): Unit =
    frame.write.partitionBy(partitions: _*).format("tfrecord").save(dir.toString)

  private def sql(query: String): DataFrame = spark.sql(query)

  test("an empty dataset comes back with its schema, from its one file") {
    val dir = fresh()
    val frame = sql("SELECT true AS a, 1 AS b, 'x' AS c, array(1.5D) AS d").limit(0)
    save(frame, dir)
    assert(RecordFiles.data(dir).length == 1)
    assert(load(dir).schema.simpleString == frame.schema.simpleString)
    assert(load(dir).collect().isEmpty && load(dir).count() == 0)
  }

  test("an empty schema is refused, in a struct too, and nothing is written") {
    val empty = new StructType()
    for (schema <- Seq(empty, new StructType().add("a", LongType).add("b", empty))) {
      val dir = fresh()
      val frame = spark.createDataFrame(spark.sparkContext.emptyRDD[Row], schema)
      val error = intercept[AnalysisException](save(frame, dir))
      assert(error.getMessage.contains("empty"))
      assert(!Files.exists(dir))
    }
  }

  test("names with unicode and special characters come back, of columns and of folders") {
    val names = Seq("한글", "$", " ", ",", ";", "{", "}", "(", ")", "\n", "\t", "=", "a.b", "%20")
    val columns = fresh()
    save(spark.range(1).select(names.map(lit(1L).as(_)): _*), columns)
    assert(load(columns).columns.toSeq == names)
    assert(load(columns).head() == Row.fromSeq(names.map(_ => 1L)))
    val dir = fresh().resolve("sp&cial%c ha=rs%20")
    save(sql("SELECT 1L AS id, 'a b%=/ü' AS part"), dir, "part")
    assert(load(dir).select("id", "part").head() == Row(1L, "a b%=/ü"))
    assert(load(dir, "manifest" -> "require").count() == 1)
  }

  test("missing files are an error, or left out where settings or options say so") {
    def read(options: (String, String)*)(schema: Option[String]): Seq[Long] = {
      val parent = fresh()
      val dirs = Seq("first", "second", "third").map(parent.resolve(_))
      dirs.foreach(writeIds(_, 2, 2))
      val reader = spark.read.format("tfrecord").options(options.toMap)
      schema.foreach(reader.schema)
      val frame = reader.load(dirs.map(_.toString): _*)
      RecordFiles.data(dirs.head).take(1).foreach(name => Files.delete(dirs.head.resolve(name)))
      RecordFiles.data(dirs(1)).foreach(name => Files.delete(dirs(1).resolve(name)))
      ids(frame)
    }
    val cases = Seq(
      ("true", Seq.empty, true),
      ("false", Seq.empty, false),
      ("false", Seq("ignoreMissingFiles" -> "true"), true),
      ("true", Seq("ignoreMissingFiles" -> "false"), false)
    )
    for ((setting, options, ignored) <- cases; schema <- Seq(None, Some("id LONG")))
      withSettings("spark.sql.files.ignoreMissingFiles" -> setting) {
        if (ignored) assert(read(options: _*)(schema) == Seq(0, 1, 1))
        else {
          val error = intercept[Exception](read(options: _*)(schema))
          val chain = Iterator.iterate[Throwable](error)(_.getCause).takeWhile(_ != null)
          assert(chain.exists(_.isInstanceOf[FileNotFoundException]))
        }
      }
  }

  test("types that no record holds are refused at analysis, to write and to read") {
    val types = Seq(
      "INTERVAL DAY" -> "INTERVAL DAY",
      "array<struct<x: INT>>" -> "ARRAY<STRUCT<x: INT>>",
      "map<STRING, map<STRING, INT>>" -> "MAP<STRING, MAP<STRING, INT>>"
    )
    for ((name, shown) <- types) {
      val frame = sql(s"SELECT CAST(NULL AS $name) AS a")
      val write = intercept[AnalysisException](save(frame, fresh()))
      val dir = fresh()
      writeIds(dir, 1, 1)
      val read = intercept[AnalysisException] {
        spark.read.format("tfrecord").schema(s"a $name").load(dir.toString).collect()
      }
      for (error <- Seq(write, read)) {
        assert(error.getMessage.contains("UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE"))
        assert(error.getMessage.contains(shown))
      }
    }
  }

  test("names are compared as they are, whatever spark.sql.caseSensitive says") {
    val dir = fresh()
    for (sensitive <- Seq("true", "false"))
      withSettings("spark.sql.caseSensitive" -> sensitive) {
        val frame = sql("SELECT 1L AS A, named_struct('lower', 2L, 'Upper', 3L) AS S")
        frame.write.format("tfrecord").mode("overwrite").save(dir.toString)
        def read(schema: String): Row =
          spark.read.format("tfrecord").schema(schema).load(dir.toString).head()
        assert(read("A LONG") == Row(1) && read("a LONG") == Row(null))
        assert(read("S STRUCT<lower: LONG, Upper: LONG>") == Row(Row(2, 3)))
        assert(read("S STRUCT<Lower: LONG, Upper: LONG>") == Row(Row(null, 3)))
      }
    withSettings("spark.sql.caseSensitive" -> "true") {
      val both = fresh()
      save(sql("SELECT 1L AS A, 2L AS a"), both)
      assert(load(both).select("a", "A").head() == Row(2, 1))
    }
  }

  test("what is cached does not outlive an overwrite or an append") {
    val dir = fresh()
    for ((mode, sum) <- Seq(SaveMode.Overwrite -> 10, SaveMode.Append -> 20)) {
      spark.range(10).write.format("tfrecord").mode("overwrite").save(dir.toString)
      val frame = load(dir).cache()
      assert(frame.count() == 10)
      spark.range(10).write.format("tfrecord").mode(mode).save(dir.toString)
      assert(frame.count() == sum && load(dir).count() == sum)
      frame.unpersist()
    }
  }

  test("a query finds the cache of the same one") {
    val dir = fresh()
    writeIds(dir, 10, 1)
    val frame = load(dir).cache()
    assert(load(dir).queryExecution.withCachedData.toString.contains("InMemoryRelation"))
    frame.unpersist()
  }

  test("save modes: error, ignore, overwrite, append") {
    val dir = fresh()
    writeIds(dir, 2, 1)
    val two = spark.range(10, 12).write.format("tfrecord")
    intercept[AnalysisException](two.save(dir.toString))
    two.mode("ignore").save(dir.toString)
    assert(ids(load(dir)) == Seq(0, 1))
    two.mode("append").save(dir.toString)
    assert(ids(load(dir)) == Seq(0, 1, 10, 11))
    two.mode("overwrite").save(dir.toString)
    assert(ids(load(dir)) == Seq(10, 11))
  }

  test("partition columns come from the folders, those that are data columns too as well") {
    val dir = fresh()
    save(sql("SELECT id, id % 2 AS p, 'x' AS q FROM range(4)"), dir, "p", "q")
    val rows = load(dir).orderBy("id").collect().toSeq
    assert(rows == (0 until 4).map(id => Row(id, id % 2, "x")))
    assert(load(dir).where("p = 1").select("p").collect().toSeq == Seq(Row(1), Row(1)))
    assert(load(dir).where("p = 1").count() == 2 && load(dir).select("q").distinct().count() == 1)
    val overlap = fresh()
    val frame = sql("SELECT 1 c1, 2 c2, 3 c3, named_struct('x', 2, 'y', 3) c4, 5 c5")
    save(frame, overlap.resolve("c3=c/c1=a/c5=e"))
    val found = load(overlap).select("c1", "c2", "c4.x", "c5", "c3")
    assert(found.head() == Row("a", 2, 2, "e", "c"))
  }

  test("sizeInBytes is that of the files, times the factor") {
    val dir = fresh()
    writeIds(dir, 1000, 2)
    val bytes = RecordFiles.data(dir).map(name => Files.size(dir.resolve(name))).sum
    assert(load(dir).queryExecution.optimizedPlan.stats.sizeInBytes == BigInt(bytes))
    withSettings("spark.sql.sources.fileCompressionFactor" -> "0.5") {
      assert(load(dir).queryExecution.optimizedPlan.stats.sizeInBytes == BigInt(bytes / 2))
    }
  }

  test("input_file_name and the columns of _metadata are those of the file") {
    val dir = fresh()
    writeIds(dir, 3, 1)
    val file = dir.resolve(RecordFiles.data(dir).head)
    val columns = Seq("file_path", "file_name", "file_size", "file_block_start")
    val row = load(dir)
      .select((col("id") +: input_file_name() +: columns.map(name => col(s"_metadata.$name"))): _*)
      .where("id = 2")
      .head()
    assert(row.getString(1).endsWith(file.toString) && row.getString(2).endsWith(file.toString))
    assert(row.getString(3) == file.getFileName.toString)
    assert(row.getLong(4) == Files.size(file) && row.getLong(5) == 0)
    assert(load(dir).select("_metadata.file_name").distinct().count() == 1)
  }

  test("recursiveFileLookup and pathGlobFilter choose the files") {
    val dir = fresh()
    writeIds(dir.resolve("a/b=1"), 2, 1)
    writeIds(dir.resolve("c"), 3, 1, "codec" -> "gzip")
    val all = load(dir, "recursiveFileLookup" -> "true")
    assert(ids(all) == Seq(0, 0, 1, 1, 2) && all.columns.toSeq == Seq("id"))
    val some = load(dir, "RecursivefileLookup" -> "true", "PathglobFilter" -> "*.gz")
    assert(ids(some) == Seq(0, 1, 2))
  }

  test("Hadoop's settings among the options reach the file system") {
    val dir = fresh()
    writeIds(dir, 2, 1)
    val settings = Seq(
      "fs.file.impl" -> classOf[FileSourceSuite.OptionFileSystem].getName,
      "fs.file.impl.disable.cache" -> "true"
    )
    withSettings(settings: _*) {
      assert(ids(load(dir, "demanded" -> "value")) == Seq(0, 1))
      assert(ids(load(dir, "demanded" -> "value", "manifest" -> "ignore")) == Seq(0, 1))
      assert(intercept[Exception](load(dir).count()).getMessage.contains("demanded"))
    }
  }

  test("a projection, a filter and an aggregate see the columns that they ask for") {
    val dir = fresh()
    save(sql("SELECT id AS a, id * 2 AS b, CAST(id AS STRING) AS c FROM range(10)"), dir)
    assert(load(dir).select("c", "a").where("b = 6").collect().toSeq == Seq(Row("3", 3)))
    assert(load(dir).groupBy().sum("b").head() == Row(90))
    assert(load(dir).select(lit(1)).count() == 10)
    assert(load(dir).selectExpr("a + 1").orderBy(expr("1").desc).head() == Row(10))
  }
}

object FileSourceSuite {

  /** A local file system that an option has to be given to. */
  class OptionFileSystem extends LocalFileSystem {
    override def initialize(name: URI, conf: Configuration): Unit = {
      super.initialize(name, conf)
      require(conf.get("demanded", "") == "value", "option demanded")
    }
  }
}
