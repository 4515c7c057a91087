package sparky.prepare.table

import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.functions.col

import sparky.prepare.ApplicationSuite
import sparky.prepare.input.Splits
import sparky.prepare.schema.InputFormat

/** Tables of files, cut by us: every row once, in the order of the files. */
class TableScanSuite extends ApplicationSuite {
  private lazy val spark = ApplicationSuite.session
  private val input = InputFormat("parquet", '\t', header = false, trim = false, Seq(""))

  test("every row of many row groups is read once and in order, for any number of parts") {
    val root = newFolder()
    spark.range(0, 3000, 1, 1).write.option("parquet.block.size", "1024").parquet(s"$root/b=01")
    spark.range(3000, 3100, 1, 1).write.parquet(s"$root/b=2")
    val expected = (0L until 3100L).map(i => (i, if (i < 3000) "01" else "2"))
    Seq(1, 3, 8).foreach { parts =>
      val cut = new TableSession(spark).inFiles(Seq(root.toString), "parquet", input)
      val rows = parted(cut, parts)
      assert(rows.flatten == expected && rows.count(_.nonEmpty) >= parts - 1)
    }
  }

  test("ORC is cut too, and what Spark would make of the number of cores has no say") {
    val root = newFolder()
    spark.range(0, 3000, 1, 1).selectExpr("id", "'x' b").write.orc(s"$root/t")
    val cut = Seq("512b", "1g").map { bytes =>
      val session = spark.newSession()
      session.conf.set("spark.sql.files.maxPartitionBytes", bytes)
      session.conf.set("spark.sql.files.openCostInBytes", "0")
      parted(session.read.orc(s"$root/t"), 2)
    }
    assert(cut.head == cut.last && cut.head.flatten == (0L until 3000L).map((_, "x")))
  }

  test("a plan that brings rows together is no scan of files") {
    val root = newFolder()
    spark.range(10).write.parquet(s"$root/t")
    val table = new TableSession(spark).inFiles(Seq(s"$root/t"), "parquet", input)
    assert(new TableScan(table.filter("id > 3")).files.isDefined)
    assert(new TableScan(table.groupBy("id").count()).files.isEmpty)
    assert(new TableScan(table.union(table)).files.isEmpty)
  }

  /** The columns id and b of a table in so many parts of ours. */
  private def parted(table: DataFrame, parts: Int): Seq[Seq[(Long, String)]] = {
    val scan = new TableScan(table.select(col("id").cast("string"), col("b").cast("string")))
    val files = scan.files.get
    val splits = Splits.cut(files.map(_.input), parts)
    new FilePartsRdd(scan.rows, TableFile.parts(files, splits))
      .map(row => (row.getUTF8String(0).toString.toLong, row.getUTF8String(1).toString))
      .glom()
      .collect()
      .toSeq
      .map(_.toSeq)
  }
}
