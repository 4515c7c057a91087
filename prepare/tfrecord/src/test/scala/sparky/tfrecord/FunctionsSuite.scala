package sparky.tfrecord

import org.apache.spark.sql.{AnalysisException, DataFrame, Row}
import org.apache.spark.sql.functions.{array, col, lit, struct}
import org.apache.spark.sql.types._

import sparky.tfrecord.functions.{from_example, to_example}

/** Records as values of columns: from Scala and SQL, by generated code and without it. */
class FunctionsSuite extends SparkSuite {

  override def settings: Map[String, String] =
    Map("spark.sql.extensions" -> classOf[TFRecordExtensions].getName)

  private val one = ExampleProto.example("id" -> ExampleProto.int64s(1)).toByteArray

  /** Rows that no optimizer computes at once: the functions run in tasks. */
  private def rows(query: String): DataFrame = {
    val dir = fresh()
    spark.sql(query).write.parquet(dir.toString)
    spark.read.parquet(dir.toString)
  }

  private def messages(records: Array[Byte]*): DataFrame = {
    val session = spark
    import session.implicits._
    records.toDF("value")
  }

  /** Runs `block` with generated code and without. */
  private def bothWays(block: => Any): Unit =
    for ((whole, mode) <- Seq("true" -> "CODEGEN_ONLY", "false" -> "NO_CODEGEN"))
      withSettings(
        "spark.sql.codegen.wholeStage" -> whole,
        "spark.sql.codegen.factoryMode" -> mode
      )(block)

  private def analysis(block: => Any): String = intercept[AnalysisException](block).getMessage

  test("to_example makes of a struct the bytes that protobuf makes; a null stays null") {
    val frame = rows("SELECT named_struct('id', 1L) AS s UNION ALL SELECT NULL")
    bothWays {
      val made = frame.select(to_example(col("s"))).collect().map(_.getAs[Array[Byte]](0)).toSet
      assert(made.map(Option(_).map(_.toSeq)) == Set(Some(one.toSeq), None))
    }
  }

  test(
    "from_example gives back null, an empty list and values; what is not asked for is passed over"
  ) {
    val schema = "id BIGINT, tags ARRAY<STRING>, at STRUCT<x: FLOAT>"
    val frame = rows(
      "SELECT 1L AS id, array('a', '') AS tags, named_struct('x', 0.5f) AS at, true AS more UNION ALL " +
        "SELECT 2L, array(), NULL, false UNION ALL SELECT NULL, NULL, named_struct('x', NULL), NULL"
    )
    bothWays {
      val record = to_example(struct(col("*")))
      val back = frame.select(from_example(record, schema).as("row")).select("row.*")
      assert(
        back.collect().toSet ==
          Set(
            Row(1L, Seq("a", ""), Row(0.5f)),
            Row(2L, Seq(), null),
            Row(null, null, Row(null))
          )
      )
    }
  }

  test("from_example of null is null, and every field of its type may be null") {
    val schema = StructType(Seq(StructField("id", LongType, nullable = false)))
    val made = messages(null, one).select(from_example(col("value"), schema).as("row"))
    assert(made.schema("row").dataType == StructType.fromDDL("id BIGINT"))
    bothWays(assert(made.collect().toSeq == Seq(Row(null), Row(Row(1L)))))
  }

  test("records of a SequenceExample, by the options") {
    val options = Map("recordType" -> "SequenceExample")
    val schema = "id BIGINT, steps ARRAY<ARRAY<FLOAT>>"
    val steps = array(array(lit(1f), lit(2f)), array(lit(3f)))
    bothWays {
      val record = to_example(struct(col("id"), steps.as("steps")), options)
      val row = from_example(record, schema, options)
      assert(
        spark.range(1).select(row).collect().toSeq ==
          Seq(Row(Row(0L, Seq(Seq(1f, 2f), Seq(3f)))))
      )
    }
  }

  test("what to_example makes, written as bytes, is read as the records it makes") {
    val dir = fresh()
    val bytes = spark.range(0, 100, 1, 3).select(to_example(struct("id")).as("byteArray"))
    bytes.write.format("tfrecord").option("recordType", "ByteArray").save(dir.toString)
    val back = load(dir, "recordType" -> "Example", "manifest" -> "ignore")
    assert(back.schema.simpleString == "struct<id:bigint>" && ids(back) == (0L until 100L))
  }

  test("in a query, what a record cannot hold is an error that names the column") {
    val frame = rows("SELECT array(1L, NULL) AS list")
    bothWays(
      assert(
        failure(frame.select(to_example(struct("list"))).collect()).getMessage ==
          "column list, to_example: expected no null in a list, received null"
      )
    )
  }

  test("a damaged record is an error that names its byte, or a struct of nulls") {
    val frame = messages(one, one.dropRight(1)).repartition(1)
    bothWays {
      assert(
        failure(frame.select(from_example(col("value"), "id BIGINT")).collect()).getMessage ==
          "byte 1, from_example: expected a length of at most 12 bytes, received 13"
      )
      val permissive = from_example(col("value"), "id BIGINT", Map("mode" -> "PERMISSIVE"))
      assert(frame.select(permissive).collect().toSet == Set(Row(Row(1L)), Row(Row(null))))
    }
  }

  test("a record that does not fit the schema is an error that names the column") {
    assert(
      failure(messages(one).select(from_example(col("value"), "id FLOAT")).collect()).getMessage ==
        "column id, from_example: expected float_list, received int64_list"
    )
  }

  test("types that a record cannot hold, and arguments of other types, fail at analysis") {
    val frame = spark.range(1)
    assert(
      analysis(frame.select(to_example(col("id"))))
        .contains("argument of to_example: expected struct, received bigint")
    )
    assert(
      analysis(frame.select(from_example(col("id"), "id BIGINT")))
        .contains("argument of from_example: expected binary, received bigint")
    )
    assert(
      analysis(frame.select(to_example(struct(array(array(col("id"))).as("a")))))
        .contains(
          "column a.element: expected no array of arrays (recordType SequenceExample has them)"
        )
    )
    assert(
      analysis(frame.select(to_example(struct("id"), Map("recordType" -> "Record"))))
        .contains(
          "option recordType: expected Example or SequenceExample or ByteArray, received Record"
        )
    )
  }

  test("in SQL the functions are those of Scala") {
    val frame = spark.sql(
      "SELECT from_example(to_example(named_struct('id', id)), 'id BIGINT').id, " +
        "from_example(to_example(named_struct('s', array(array(id))), map('recordType', 'SequenceExample')), " +
        "'s ARRAY<ARRAY<BIGINT>>', map('recordType', 'SequenceExample')).s FROM range(3)"
    )
    bothWays(assert(frame.collect().toSeq == (0L to 2L).map(id => Row(id, Seq(Seq(id))))))
  }

  test("in SQL the functions are described") {
    assert(
      spark.sql("DESCRIBE FUNCTION from_example").collect().map(_.getString(0)).toSeq.last ==
        "Usage: from_example(binary, schema[, options]) - The struct of the features that a record has."
    )
  }

  for (
    (call, message) <- Seq(
      "to_example()" -> "function to_example: expected to_example(struct[, options]), received 0 arguments",
      "from_example(x'')" ->
        "function from_example: expected from_example(binary, schema[, options]), received 1 arguments",
      "from_example(x'', 1)" -> "argument schema: expected a literal string, received 1",
      "from_example(x'', string(id))" ->
        "argument schema: expected a literal string, received CAST(id AS STRING)",
      "from_example(x'', cast(null AS string))" ->
        "argument schema: expected a literal string, received null",
      "from_example(x'', 'map<string, int>')" ->
        "argument schema: expected columns, as in id BIGINT, name STRING, received map<string, int>",
      "to_example(named_struct('id', id), 'gzip')" ->
        "argument options: expected a literal map of strings, as in map('recordType', 'Example'), received 'gzip'"
    )
  ) test(s"in SQL $call is an error that says what is expected") {
    assert(failure(spark.sql(s"SELECT $call FROM range(1)").collect()).getMessage == message)
  }
}
