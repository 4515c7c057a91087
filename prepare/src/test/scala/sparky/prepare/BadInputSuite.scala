package sparky.prepare

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

/**
 * Input that is not what it should be: the exit code, the message, and an output that is as it was.
 */
class BadInputSuite extends ApplicationSuite {
  private val small =
    """{"format_version": 1, "name": "small", "input": {"format": "delimited"}, "columns": [
      {"name": "y", "role": "label"}, {"name": "n", "role": "numeric"}, {"name": "c", "role": "categorical"}]}"""

  test("one bad row fails train, names its place, and leaves the rejects beside the output") {
    val root = prepared("1\t2\ta\n0\tx\tb\n\n")
    val ended = train(root)
    assert(ended.code == 3)
    assert(
      ended.message == "log.tsv, line 2, column n: expected an integer (-?[0-9]{1,18}), received x " +
        s"(2 bad rows, 0 allowed: see file:$root/out_rejects)"
    )
    assert(!Files.exists(root.resolve("out")) && !Files.exists(root.resolve("art")))
    assert(
      rejects(root.resolve("out_rejects")).map(_.toString) == Seq(
        """{"file":"log.tsv","offset":6,"line":2,"column":"n","expected":"an integer (-?[0-9]{1,18})","received":"x","after":1}""",
        """{"file":"log.tsv","offset":12,"line":3,"column":null,"expected":"3 fields","received":"an empty line","after":1}"""
      )
    )
  }

  test("bad rows up to the limit are set apart, counted, and in no statistic") {
    val root = prepared("1\t2\ta\n0\tx\tb\n0\t3\ta\r\n")
    val ended = train(root, "--max-bad-rows", "2")
    assert(ended.code == 0, ended.err)
    assertComplete(root.resolve("out"))
    assert(
      manifest(root.resolve("out"))
        .get("counts")
        .toString == """{"read":3,"written":1,"rejected":2}"""
    )
    assert(
      rejects(root.resolve("out/_rejects")).map(_.get("received").textValue) == Seq("x", "CR LF")
    )
    assert(
      manifest(root.resolve("art"))
        .get("counts")
        .toString == """{"read":3,"written":1,"rejected":2}"""
    )
    assert(train(root, "--max-bad-rows", "1").code == 3)
  }

  test(
    "rejects have the true line, offset and place among the good rows, for any number of parts"
  ) {
    val lines = (1 to 300).map(i => if (i % 7 == 0) s"bad $i" else s"1\t$i\tv$i")
    Seq(1, 3, 8).foreach { parts =>
      val root = prepared("")
      write(root.resolve("logs/a.tsv"), lines.take(100).mkString("", "\n", "\n"))
      write(root.resolve("logs/b.tsv"), lines.drop(100).mkString("\n"))
      assert(train(root, "-i", s"$root/logs", "--max-bad-rows", "100", "-n", s"$parts").code == 0)
      val found = rejects(root.resolve("out/_rejects"))
      val expected = (7 to 300 by 7).map(i => if (i <= 100) ("a.tsv", i) else ("b.tsv", i - 100))
      assert(found.map(r => (r.get("file").textValue, r.get("line").asInt)) == expected)
      found.foreach { reject =>
        val text = Files.readAllBytes(root.resolve(s"logs/${reject.get("file").textValue}"))
        val start = reject.get("offset").asInt
        assert(
          new String(text, start, 4, UTF_8) == "bad " && (start == 0 || text(start - 1) == '\n')
        )
      }
      val written = manifest(root.resolve("out")).get("files")
      assert((0 until written.size).map(written.get(_).get("rows").asInt).sum == 300 - 42)
    }
  }

  test("a task that meets far too many bad rows stops judging, but knows its lines") {
    val root = prepared("bad\n" * 2500)
    val ended = train(root, "-n", "2")
    assert(ended.code == 3)
    assert(
      ended.message.endsWith(s"(at least 2,000 bad rows, 0 allowed: see file:$root/out_rejects)")
    )
    val lines = rejects(root.resolve("out_rejects")).map(_.get("line").asInt)
    assert(lines == (1 to 1000) ++ (1251 to 2250))
  }

  test("predict bears any number of bad rows") {
    val root = prepared("1\t2\ta\n0\t3\tb\n")
    assert(train(root).code == 0)
    val log = write(root.resolve("predict.tsv"), "x\ta\n1\tb\ntoo\tmany\tfields\there\n")
    succeed("-m", "predict", "-i", log, "-o", s"$root/predict", "-x", s"$root/art")
    assertComplete(root.resolve("predict"))
    assert(
      manifest(root.resolve("predict"))
        .get("counts")
        .toString == """{"read":3,"written":1,"rejected":2}"""
    )
  }

  test("stray quotes are text, and a quoted number is none") {
    val root = prepared("1\t2\t\"a\n0\t\"3\"\tb\n")
    assert(train(root, "--max-bad-rows", "1").code == 0)
    assert(
      new String(Files.readAllBytes(root.resolve("art/vocabulary/c.csv")), UTF_8) ==
        "value,count\r\n\"\"\"a\",1\r\n-10,0\r\n"
    )
    assert(rejects(root.resolve("out/_rejects")).map(_.get("received").textValue) == Seq("\"3\""))
  }

  test("a log without a row is an error but in predict, where the output is empty and complete") {
    Seq("empty" -> "", "only empty files" -> "").foreach { case (name, content) =>
      withClue(name) {
        val root = prepared(content)
        val ended = train(root)
        assert(
          (ended.code, ended.message) == ((
            3,
            s"$root/log.tsv: expected at least one good row, received none"
          ))
        )
        assert(!Files.exists(root.resolve("out")) && !Files.exists(root.resolve("art")))
      }
    }
    val root = prepared("1\t2\ta\n")
    assert(train(root).code == 0)
    val empty = write(root.resolve("empty.tsv"), "")
    assert(
      run("-m", "evaluate", "-i", empty, "-o", s"$root/evaluate", "-x", s"$root/art").code == 3
    )
    succeed("-m", "predict", "-i", empty, "-o", s"$root/predict", "-x", s"$root/art")
    assertComplete(root.resolve("predict"))
    assert(records(root.resolve("predict")).isEmpty)
  }

  test("a glob that matches nothing is named") {
    val root = prepared("")
    val ended = train(root, "-i", s"$root/*.csv")
    assert(
      (ended.code, ended.message) == ((
        3,
        s"$root/*.csv: expected at least one file, received none"
      ))
    )
  }

  test("a gzip file that is cut short is named, and nothing is written") {
    val root = prepared("")
    val path = write(root.resolve("cut.gz"), gzip("1\t2\ta\n" * 1000).dropRight(9))
    val ended = train(root, "-i", path)
    assert(ended.code == 3)
    assert(
      ended.message.startsWith(s"file:$path: expected to read it to its end, received EOFException")
    )
    assert(!Files.exists(root.resolve("out")) && !Files.exists(root.resolve("art")))
  }

  test("a gzip file that is whole gives the records of its text") {
    val root = prepared("1\t2\ta\n0\t3\tb\n")
    assert(train(root).code == 0)
    val path = write(root.resolve("log.tsv.gz"), gzip("1\t2\ta\n0\t3\tb\n"))
    succeed("-i", path, "-o", s"$root/gz", "-x", s"$root/gzart", "--schema", s"$root/schema.json")
    assert(records(root.resolve("gz")).size == 1)
    assert(contents(root.resolve("gzart/vocabulary")) == contents(root.resolve("art/vocabulary")))
  }

  test("a header is checked in every file, and is no row") {
    val schema = small.replace("\"delimited\"}", "\"delimited\", \"header\": true}")
    val root = prepared("y\tn\tc\n1\t2\ta\n", schema)
    assert(train(root).code == 0)
    assert(
      manifest(root.resolve("out"))
        .get("counts")
        .toString == """{"read":1,"written":1,"rejected":0}"""
    )
    write(root.resolve("wrong.tsv"), "y\tm\tc\n1\t2\ta\n")
    val ended = train(root, "-i", s"$root/wrong.tsv")
    assert(
      (ended.code, ended.message) ==
        ((3, s"file:$root/wrong.tsv, line 1: expected the header y\tn\tc, received y\tm\tc"))
    )
  }

  test("a schema that is missing or not valid is named with its fault") {
    val root = prepared("1\t2\ta\n")
    val missing = train(root, "--schema", s"$root/none.json")
    assert(
      (missing.code, missing.message) == ((
        4,
        s"$root/none.json: expected a schema, received no such file"
      ))
    )
    write(root.resolve("schema.json"), small.replace("\"numeric\"", "\"numeric\", \"filll\": 3"))
    val invalid = train(root)
    assert(
      (invalid.code, invalid.message) ==
        ((4, s"""$root/schema.json: columns[1]: unknown field "filll" (did you mean "fill"?)"""))
    )
  }

  test("a flag that is there twice is refused") {
    val ended = run("-i", "a", "-o", "b", "-x", "c", "-o", "d")
    assert((ended.code, ended.message) == ((2, "flag -o is there twice")))
  }

  test("a flag that does not fit the schema is refused") {
    val root = prepared("1\t2\ta\n")
    val key = train(root, "--key", "id")
    assert((key.code, key.message) == ((2, "--key: expected none, line, received id")))
    val unknown = train(root, "--out-dir", "x")
    assert((unknown.code, unknown.message) == ((2, "unknown flag --out-dir")))
  }

  private def prepared(log: String, schema: String = small): Path = {
    val root = newFolder()
    write(root.resolve("schema.json"), schema)
    write(root.resolve("log.tsv"), log)
    root
  }

  private def train(root: Path, more: String*): ApplicationSuite.Ended = {
    val flags = Seq("-i", s"$root/log.tsv", "-o", s"$root/out", "-x", s"$root/art")
    runWith(flags ++ Seq("-n", "1", "--schema", s"$root/schema.json"), more)
  }
}
