package sparky.prepare.estimate

import sparky.prepare.{ApplicationSuite, Golden}

/** What a dry run says, and that it leaves nothing behind. */
class DryRunSuite extends ApplicationSuite {

  test("a small log is read whole, and then what is said of it is what train finds") {
    val root = newFolder()
    val said = dry(root.toString)
    assert(contents(root).isEmpty)
    assert(
      said("sample").head.matches(
        "13 rows, 0.0 MB of text, 100.0 % of the log, 0 bad rows, [0-9.]+ s"
      )
    )
    assert(said("rows").head.startsWith("13, "))
    assert(
      said("") == Seq(
        "column         distinct      min_count     vocabulary",
        "site                  8              2              4",
        "ad-group              8              1              4",
        "all                  16                             8"
      )
    )
    assert(said("suggested") == Seq("--driver-memory 1g, --numPartitions 8"))
  }

  test("bad rows of the sample are told, and fail nothing") {
    val root = newFolder()
    val rows = new String(Golden.bytes("rows.tsv"), "UTF-8") + "no row\n"
    val log = write(root.resolve("log/rows.tsv.gz"), gzip(rows))
    val said = dry(root.toString, "-i", log)
    assert(said("sample").head.contains("14 rows, 0.0 MB of text, 100.0 % of the log, 1 bad row,"))
    assert(contents(root).keySet == Set("log/rows.tsv.gz"))
  }

  test("other modes have the vocabularies of the artifacts, and an extension adds to them") {
    val root = newFolder()
    val train = Seq("-i", Golden.path("rows.tsv"), "-o", s"$root/out", "-x", s"$root/artifacts")
    succeed(train ++ Seq("--schema", Golden.path("schema.json")): _*)
    val before = contents(root)
    val evaluate = dry(root.toString, "-m", "evaluate", "--limit", "5")
    assert(evaluate("").map(_.takeRight(3).trim) == Seq("ary", "4", "4", "8"))
    assert(evaluate("rows").head.startsWith("5, "))
    val more = Seq("--extend-artifacts", s"$root/artifacts", "--min-count", "1")
    val extended = dry(root.toString, more ++ Seq("--max-vocabulary", "7"): _*)
    assert(extended("").map(_.takeRight(3).trim) == Seq("ary", "7", "7", "14"))
    assert(contents(root) == before)
  }

  test("of a table the first rows of every part are the sample, and all rows are counted") {
    val root = newFolder()
    val rows = ApplicationSuite.session.range(0, 3000, 1, 2)
    rows.selectExpr("id % 2 AS y", "id % 37 AS a").write.parquet(s"$root/table")
    val columns = """{"name": "y", "role": "label"}, {"name": "a", "role": "categorical"}"""
    val schema = write(
      root.resolve("schema.json"),
      s"""{"format_version": 1, "name": "t", "input": {"format": "parquet"}, "columns": [$columns]}"""
    )
    val said = dry(root.toString, "-i", s"$root/table", "--schema", schema, "-n", "2")
    assert(said("sample").head.startsWith("3,000 rows,") && said("rows").head.startsWith("3,000, "))
    assert(said("")(1).split(" +").toSeq == Seq("a", "37", "1", "38"))
  }

  test("a log that is not there is refused as by the job") {
    val root = newFolder()
    val ended = run("--dry-run", "-i", s"$root/none", "-o", s"$root/out", "-x", s"$root/art")
    val message = s"$root/none: expected at least one file, received none"
    assert((ended.code, ended.message) == ((3, message)))
  }

  /** The lines of a dry run's output by the stage that they are of. */
  private def dry(root: String, more: String*): Map[String, Seq[String]] = {
    val common = Seq("-i", Golden.path("rows.tsv"), "-o", s"$root/out", "-x", s"$root/artifacts")
    val schema = Seq("--schema", Golden.path("schema.json"))
    val ended = runWith(common ++ schema, more ++ Seq("--dry-run"))
    assert(ended.code == 0, ended.err)
    ended.out.linesIterator.toSeq.groupMap(_.take(10).trim)(_.drop(10))
  }
}
