package sparky.prepare

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

import com.fasterxml.jackson.databind.ObjectMapper

/** The limits of vocabularies: those of the schema, and flags in their place. */
class VocabularyFlagsSuite extends ApplicationSuite {
  private val schema =
    """{"format_version": 1, "name": "small", "input": {"format": "delimited"}, "columns": [
      {"name": "a", "role": "categorical", "min_count": 4},
      {"name": "b", "role": "categorical", "max_size": 1}]}"""
  // Column a: p 3 times, q twice, r once; column b: x 4 times, y and z once.
  private val rows = "p\tx\np\tx\np\tx\nq\tx\nq\ty\nr\tz\n"

  test("flags stand in the place of every column's limits, and the resolved schema shows them") {
    val root = analyze("--min-count", "2", "--max-vocabulary", "3")
    assert(vocabulary(root, "a") == Seq("p,3", "q,2", "-10,0"))
    assert(vocabulary(root, "b") == Seq("x,4", "-10,0"))
    val resolved = new ObjectMapper().readTree(Files.readAllBytes(root.resolve("art/schema.json")))
    (0 to 1).foreach { i =>
      assert(resolved.at(s"/columns/$i/min_count").asInt == 2)
      assert(resolved.at(s"/columns/$i/max_size").asInt == 3)
    }
  }

  test("one flag leaves the other limit to the schema") {
    val fewer = analyze("--max-vocabulary", "2")
    assert(
      (vocabulary(fewer, "a"), vocabulary(fewer, "b")) == ((Seq("-10,0"), Seq("x,4", "-10,0")))
    )
    val rarer = analyze("--min-count", "1")
    assert(vocabulary(rarer, "a") == Seq("p,3", "q,2", "r,1", "-10,0"))
    assert(vocabulary(rarer, "b") == Seq("-10,0"))
  }

  test("a mode that does not rank has no use for limits") {
    Seq("evaluate", "predict", "transform").foreach { mode =>
      refuses(mode, "--min-count", "3")
      refuses(mode, "--max-vocabulary", "7")
    }
  }

  private def refuses(mode: String, flag: String, value: String): Unit = {
    val args = Seq("-i", "in", "-o", "out", "-x", "art", "-m", mode, flag, value)
    val message = intercept[UsageError](CommandLine.parse(args)).getMessage
    val why = s"since $mode takes the vocabularies of the artifacts"
    assert(message == s"$flag: expected none, $why, received $value")
  }

  private def analyze(flags: String*): Path = {
    val root = newFolder()
    val log = write(root.resolve("rows.tsv"), rows)
    val path = write(root.resolve("schema.json"), schema)
    succeed(Seq("-m", "analyze", "-i", log, "-x", s"$root/art", "--schema", path) ++ flags: _*)
    root
  }

  private def vocabulary(root: Path, column: String): Seq[String] = {
    val csv = Files.readAllBytes(root.resolve(s"art/vocabulary/$column.csv"))
    new String(csv, UTF_8).split("\r\n").toSeq.tail
  }
}
