package sparky.prepare

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path
import java.util.zip.CRC32

import scala.util.Random

/** One log, split into train and evaluate records in one run. */
class SplitSuite extends ApplicationSuite {
  private val schema =
    """{"format_version": 1, "name": "small", "input": {"format": "delimited"}, "columns": [
      {"name": "y", "role": "label"}, {"name": "n", "role": "numeric"},
      {"name": "a", "role": "categorical", "min_count": 2}, {"name": "day", "role": "ignore"}]}"""
  private lazy val rows = {
    val random = new Random(11)
    IndexedSeq.tabulate(1500) { i =>
      val day = "2024-05-%02d".format(i / 50 + 1)
      val a = "%04x".format(random.nextInt(random.nextInt(300) + 1))
      s"${random.nextInt(2)}\t${random.nextInt(90) - 20}\t$a\t$day"
    }
  }

  test("by hash: the rows whose CRC-32 is below the share") {
    val heldOut = rows.filter(row => crc(row) < (1L << 32) / 5)
    assert(heldOut.size > 200 && heldOut.size < 400)
    assertSplit(heldOut, "--split", "hash", "--evaluate-share", "0.2")
  }

  test("by order: the last rows of the log, and within a limit") {
    assertSplit(rows.drop(1350), "--split", "order", "--evaluate-share", "0.1")
    val root = train(rows, "--limit", "1000", "--split", "order", "--evaluate-share", "0.1")
    assert(records(root.resolve("eval")) == evaluated(rows.slice(900, 1000), root))
  }

  test("by a column: the rows at or above a value, also of a column that is not looked at") {
    val may = rows.filter(_.split("\t").last >= "2024-05-25")
    assertSplit(may, "--split", "day", "--evaluate-from", "2024-05-25")
    val large = rows.filter(_.split("\t")(1).toInt >= 9)
    val root = train(rows, "--split", "n", "--evaluate-from", "9")
    assert(records(root.resolve("eval")) == evaluated(large, root))
  }

  test("bad rows belong to the train records alone, and every row is in one output") {
    val log = rows.patch(700, Seq("no row", "1\tx\ta\t2024-05-30"), 0)
    val flags = Seq("--split", "order", "--evaluate-share", "0.5", "--max-bad-rows", "2")
    val root = train(log, flags ++ Seq("-n", "3"): _*)
    val (out, eval) = (root.resolve("out"), root.resolve("eval"))
    val counts = """{"read":1502,"written":749,"rejected":2,"left_out":751}"""
    assert(manifest(out).get("counts").toString == counts)
    assert(manifest(root.resolve("art")).get("counts").toString == counts)
    val evaluated = """{"read":1502,"written":751,"rejected":0,"left_out":751}"""
    assert(manifest(eval).get("counts").toString == evaluated)
    assert(manifest(eval).get("kind").textValue == "evaluate")
    assert(manifest(eval).get("artifacts") == manifest(out).get("artifacts"))
    Seq(out, eval).foreach(assertComplete)
    assert(rejects(out.resolve("_rejects")).map(_.get("line").asInt) == Seq(701, 702))
  }

  test("nothing held out, and nothing left to train on, are errors that leave nothing") {
    Seq(
      "2025" -> "expected at least one good row for --evaluate-out, received none",
      "2024" -> "expected at least one good row, received none"
    ).foreach { case (from, message) =>
      val root = newFolder()
      val ended = attempt(root, rows, "--split", "day", "--evaluate-from", from)
      assert((ended.code, ended.message) == ((3, s"$root/rows.tsv: $message")))
      assert(contents(root).keySet == Set("rows.tsv", "schema.json"))
    }
  }

  test("a run that fails after its train records were written leaves all of yesterday's") {
    val root = train(rows, "--split", "day", "--evaluate-from", "2024-05-25")
    val before = contents(root)
    val ended = attempt(root, rows, "--split", "day", "--evaluate-from", "2025")
    assert(ended.code == 3 && ended.out.contains("encode "))
    assert(contents(root) == before)
  }

  test("the place of the evaluate records is apart from all others, and ours") {
    val root = newFolder()
    val flags = Seq("--split", "hash", "--evaluate-share", "0.5", "--evaluate-out")
    val inside = run(common(root, rows) ++ flags :+ s"$root/out/eval": _*)
    val message = s"--out file:$root/out: expected a place apart from --evaluate-out, " +
      s"received file:$root/out/eval"
    assert((inside.code, inside.message) == ((6, message)))
    write(root.resolve("eval/thesis.txt"), "years of work")
    val foreign = run(common(root, rows) ++ flags :+ s"$root/eval": _*)
    val expected = "expected an empty directory or one with _MANIFEST.json or _CLAIM.json"
    assert(foreign.message == s"file:$root/eval: $expected, received other files")
    assert(contents(root).keySet == Set("rows.tsv", "schema.json", "eval/thesis.txt"))
  }

  test("a column that the log has not, and a number that is none, are refused") {
    Seq(
      Seq("--split", "dax", "--evaluate-from", "x") ->
        "--split: expected hash, order or a column of the log, received dax (did you mean \"day\"?)",
      Seq("--split", "n", "--evaluate-from", "1.5") ->
        "--evaluate-from: expected an integer, as n has, received 1.5"
    ).foreach { case (flags, message) =>
      val ended = attempt(newFolder(), rows, flags: _*)
      assert((ended.code, ended.message) == ((2, message)))
    }
  }

  /** Holding rows out of a log is training on the others, and evaluating them. */
  private def assertSplit(heldOut: Seq[String], flags: String*): Unit = {
    val root = train(rows, flags ++ Seq("-n", "7"): _*)
    val taken = rows.filterNot(heldOut.toSet)
    val other = newFolder()
    succeed(common(other, taken): _*)
    val digests = Seq(root, other).map(r => manifest(r.resolve("art")).at("/artifacts/digest"))
    assert(digests.distinct.size == 1)
    assert(records(root.resolve("out")) == records(other.resolve("out")))
    assert(records(root.resolve("eval")) == evaluated(heldOut, root))
  }

  /** The records that evaluate mode makes of rows. */
  private def evaluated(lines: Seq[String], root: Path): Seq[Seq[Byte]] = {
    val log = write(root.resolve("held-out.tsv"), text(lines))
    val flags = Seq("-i", log, "-o", s"$root/second", "-x", s"$root/art", "-m", "evaluate")
    succeed(flags ++ Seq("--rows-per-record", "1", "-n", "1"): _*)
    records(root.resolve("second"))
  }

  private def train(lines: Seq[String], flags: String*): Path = {
    val root = newFolder()
    val ended = attempt(root, lines, flags: _*)
    assert(ended.code == 0, ended.err)
    root
  }

  private def attempt(root: Path, lines: Seq[String], flags: String*): ApplicationSuite.Ended =
    runWith(common(root, lines), Seq("--evaluate-out", s"$root/eval") ++ flags)

  private def common(root: Path, lines: Seq[String]): Seq[String] = {
    val log = write(root.resolve("rows.tsv"), text(lines))
    val path = write(root.resolve("schema.json"), schema)
    Seq("-i", log, "-o", s"$root/out", "-x", s"$root/art", "--schema", path) ++
      Seq("--rows-per-record", "1", "-n", "1")
  }

  private def text(lines: Seq[String]): String = lines.map(_ + "\n").mkString

  private def crc(row: String): Long = {
    val crc = new CRC32
    crc.update(s"$row\n".getBytes(UTF_8))
    crc.getValue
  }
}
