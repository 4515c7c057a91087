package sparky.tfrecord

import java.nio.file.Path

import org.apache.spark.sql.{DataFrame, Row}

/** The data source from SQL: tables, paths in queries, options, all by the short names. */
class SqlSuite extends SparkSuite {

  private def sql(query: String): DataFrame = spark.sql(query)

  private def saved(): Path = {
    val dir = fresh()
    sql("SELECT 1 AS a, 'x' AS b UNION ALL SELECT 2, 'y'")
      .coalesce(1)
      .write
      .format("tfrecord")
      .save(dir.toString)
    dir
  }

  private def drop(table: String): Unit = sql(s"DROP TABLE IF EXISTS $table")

  test("SELECT FROM tfrecord.`path` reads a directory") {
    for (name <- Seq("tfrecord", "tfrecords"))
      assert(sql(s"SELECT b FROM $name.`${saved()}` WHERE a = 2").collect().toSeq == Seq(Row("y")))
  }

  test("a managed table takes rows and gives them back") {
    sql("CREATE TABLE managed (a INT, b ARRAY<STRING>) USING tfrecord OPTIONS (codec 'gzip')")
    try {
      sql("INSERT INTO managed VALUES (1, array('x', 'y')), (2, NULL), (3, array())")
      sql("INSERT INTO managed VALUES (4, array('z'))")
      assert(
        sql("SELECT * FROM managed ORDER BY a").collect().toSeq ==
          Seq(Row(1, Seq("x", "y")), Row(2, null), Row(3, Seq()), Row(4, Seq("z")))
      )
      sql("INSERT OVERWRITE managed VALUES (5, NULL)")
      assert(sql("SELECT a, b FROM managed").collect().toSeq == Seq(Row(5, null)))
      sql("TRUNCATE TABLE managed")
      assert(spark.table("managed").count() == 0)
    } finally drop("managed")
  }

  test("a table at a location infers its schema, and finds what is appended later") {
    val dir = saved()
    sql(s"CREATE TABLE located USING tfrecord LOCATION '$dir'")
    try {
      assert(spark.table("located").schema.simpleString == "struct<a:int,b:string>")
      sql("INSERT INTO located VALUES (3, 'z')")
      assert(sql("SELECT count(*), sum(a), max(b) FROM located").head() == Row(3, 6, "z"))
    } finally drop("located")
  }

  test("a partitioned table: insert, overwrite and drop of a partition, with a manifest required") {
    sql(
      "CREATE TABLE days (a INT, day STRING) USING tfrecord OPTIONS (manifest 'use') PARTITIONED BY (day)"
    )
    try {
      sql("INSERT INTO days VALUES (1, 'mon'), (2, 'tue'), (3, 'tue')")
      assert(
        sql("SELECT a FROM days WHERE day = 'tue' ORDER BY a").collect().toSeq == Seq(
          Row(2),
          Row(3)
        )
      )
      sql("INSERT OVERWRITE days PARTITION (day = 'tue') VALUES (4)")
      assert(
        sql("SELECT a, day FROM days ORDER BY a").collect().toSeq == Seq(
          Row(1, "mon"),
          Row(4, "tue")
        )
      )
      sql("ALTER TABLE days DROP PARTITION (day = 'mon')")
      assert(sql("SELECT a, day FROM days").collect().toSeq == Seq(Row(4, "tue")))
    } finally drop("days")
  }

  test("a view with options reads as they say") {
    sql(
      s"CREATE TEMPORARY VIEW bytes USING tfrecord OPTIONS (path '${saved()}', recordType 'ByteArray')"
    )
    assert(
      sql("SELECT length(byteArray) > 0 FROM bytes").collect().toSeq == Seq(Row(true), Row(true))
    )
  }

  test("a table as a select, read by another query") {
    sql("CREATE TABLE selected USING tfrecord AS SELECT id, id % 2 = 0 AS even FROM range(10)")
    try assert(sql("SELECT sum(id) FROM selected WHERE even").head() == Row(20))
    finally drop("selected")
  }
}
