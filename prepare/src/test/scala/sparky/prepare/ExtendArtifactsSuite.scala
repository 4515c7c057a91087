package sparky.prepare

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

import scala.util.Random

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}

import sparky.tfrecord.ExampleProto

/** Vocabularies that grow: every old value keeps its id, new ones come behind. */
class ExtendArtifactsSuite extends ApplicationSuite {
  private val schema =
    """{"format_version": 1, "name": "small", "input": {"format": "delimited"}, "columns": [
      {"name": "y", "role": "label"}, {"name": "a", "role": "categorical", "min_count": 2}]}"""
  private val monday = Seq("p", "p", "p", "q", "q", "once", "")
  // Of the old values p is gone, q rare; of the new ones x is rare, z is before w.
  private val tuesday = Seq("q", "w", "w", "z", "z", "z", "once", "once", "x", "")

  test("old values keep their ids, and new ones follow, ranked among themselves") {
    val root = trained()
    assert(vocabulary(root, "art") == Seq("p,3", "q,2", "-10,1"))
    val out = train(root, "tuesday", "grown", tuesday, "--extend-artifacts", s"$root/art")
    assert(vocabulary(root, "grown") == Seq("p,0", "q,1", "-10,1", "z,3", "once,2", "w,2"))
    val expected = Seq(2, 6, 6, 4, 4, 4, 5, 5, 0, 3).map(id => record(id.toLong))
    assert(records(out) == expected)
    val statistics = json(root.resolve("grown/schema.json")).at("/statistics/columns/a").toString
    assert(
      statistics == """{"missing":1,"collisions":0,"distinct":6,"vocabulary_size":6,"unseen":1}"""
    )
  }

  test("the manifest tells the generation and all ancestors, the first one first") {
    val root = trained()
    train(root, "tuesday", "grown", tuesday, "--extend-artifacts", s"$root/art")
    train(root, "again", "art", tuesday, "--extend-artifacts", s"$root/grown")
    val first = manifest(root.resolve("monday")).at("/artifacts/digest")
    val (one, two) = (artifacts(root, "grown"), artifacts(root, "art"))
    assert((one.get("generation").asInt, texts(one)) == ((1, Seq(first.textValue))))
    val ancestors = Seq(first.textValue, one.get("digest").textValue)
    assert((two.get("generation").asInt, texts(two)) == ((2, ancestors)))
    assert(manifest(root.resolve("again")).get("artifacts") == two)
    assert(vocabulary(root, "art") == vocabulary(root, "grown"))
  }

  test("any second log gives what the rule, written down in a few lines, gives, for any parts") {
    val random = new Random(5)
    def log(values: Int) = Seq.fill(3000)(s"v${random.nextInt(random.nextInt(values) + 1)}")
    val (old, grown) = (log(400), log(900))
    val limit = 260
    val vocabularies = Seq("1", "7").map { parts =>
      val root = newFolder()
      train(root, "one", "art", old, "-n", parts)
      val flags = Seq("-n", parts, "--min-count", "3", "--max-vocabulary", s"$limit")
      train(root, "two", "art", grown, flags ++ Seq("--extend-artifacts", s"$root/art"): _*)
      vocabulary(root, "art")
    }
    assert(vocabularies.distinct == Seq(extended(ranked(old, 2), grown, 3, limit)))
  }

  test("a full vocabulary takes no new value, and loses no old one") {
    val root = trained()
    train(root, "b", "grown", tuesday, "--extend-artifacts", s"$root/art", "--max-vocabulary", "2")
    assert(vocabulary(root, "grown") == Seq("p,0", "q,1", "-10,1"))
  }

  test("analyze extends too, and the schema is by default that of the old artifacts") {
    val root = trained()
    val log = write(root.resolve("tuesday.tsv"), lines(tuesday))
    succeed("-m", "analyze", "-i", log, "-x", s"$root/art", "--extend-artifacts", s"$root/art")
    assert(vocabulary(root, "art") == Seq("p,0", "q,1", "-10,1", "z,3", "once,2", "w,2"))
    assert(artifacts(root, "art").get("generation").asInt == 1)
  }

  test("a schema whose values mean something else is refused by its first difference") {
    val root = trained()
    val before = contents(root)
    Seq(
      ("\"y\"", "\"click\"", "columns[0].name: expected \"y\"", "\"click\""),
      ("\"min_count\": 2", "\"fill\": \"none\"", "columns[1].fill: expected \"-10\"", "\"none\""),
      ("\"min_count\": 2", "\"unseen\": -1", "columns[1].unseen: expected 0", "-1"),
      (
        "\"delimited\"",
        "\"delimited\", \"missing\": [\"\", \"?\"]",
        "input.missing[1]: expected nothing",
        "\"?\""
      )
    ).foreach { case (from, to, expected, received) =>
      val other = write(newFolder().resolve("other.json"), schema.replace(from, to))
      val ended = attempt(root, "--schema", other, "--extend-artifacts", s"$root/art")
      val message = s"$other: $expected, as in the artifacts file:$root/art, received $received"
      assert((ended.code, ended.message) == ((4, message)))
    }
    assert(contents(root) == before)
  }

  test("the old log may have been spelled otherwise") {
    val root = trained()
    val other = schema.replace("\"delimited\"", "\"delimited\", \"separator\": \",\"")
    val path = write(root.resolve("other.json"), other)
    val log = write(root.resolve("tuesday.csv"), tuesday.map(v => s"1,$v\n").mkString)
    val flags = Seq("-m", "analyze", "-i", log, "-x", s"$root/grown", "--schema", path)
    succeed(flags ++ Seq("--extend-artifacts", s"$root/art"): _*)
    assert(vocabulary(root, "grown") == Seq("p,0", "q,1", "-10,1", "z,3", "once,2", "w,2"))
  }

  test("a run that fails leaves the artifacts that it was to extend in their place") {
    val root = trained()
    val before = contents(root)
    val bad = write(newFolder().resolve("bad.tsv"), lines(tuesday) + "no row\n")
    val ended = attempt(root, "-i", bad, "--extend-artifacts", s"$root/art")
    assert(ended.code == 3)
    assert(contents(root).filterNot(_._1.startsWith("monday_rejects/")) == before)
    val none = attempt(root, "--extend-artifacts", s"$root/nowhere")
    val expected = "expected the manifest of complete artifacts, received no such file"
    assert(none.message == s"file:$root/nowhere/_MANIFEST.json: $expected")
  }

  private def trained(): Path = {
    val root = newFolder()
    train(root, "monday", "art", monday)
    root
  }

  private def train(
      root: Path,
      out: String,
      art: String,
      values: Seq[String],
      more: String*
  ): Path = {
    write(root.resolve("schema.json"), schema)
    val log = write(root.resolve(s"logs/$out.tsv"), lines(values))
    val flags = Seq("-i", log, "-o", s"$root/$out", "-x", s"$root/$art", "-n", "2")
    val own = Seq("--schema", s"$root/schema.json", "--rows-per-record", "1") ++ more
    val ended = runWith(flags, own)
    assert(ended.code == 0, ended.err)
    root.resolve(out)
  }

  private def attempt(root: Path, more: String*): ApplicationSuite.Ended = {
    val flags = Seq("-i", s"$root/logs/monday.tsv", "-o", s"$root/monday", "-x", s"$root/art")
    runWith(flags, more)
  }

  private def lines(values: Seq[String]): String = values.map(v => s"1\t$v\n").mkString

  private def record(id: Long): Seq[Byte] = ExampleProto
    .example("a" -> ExampleProto.int64s(id), "y" -> ExampleProto.floats(1f))
    .toByteArray
    .toSeq

  /** The values of a log that are frequent enough, with their counts, in the order of the ranks. */
  private def ranked(values: Seq[String], minCount: Int): Seq[(String, Int)] = {
    val counts = Map("-10" -> 0) ++ values.groupBy(identity).map { case (v, all) => v -> all.size }
    val frequent = counts.toSeq.filter { case (v, n) => n >= minCount || v == "-10" }
    frequent.sortBy { case (v, n) => (-n, v) }
  }

  private def extended(
      old: Seq[(String, Int)],
      values: Seq[String],
      minCount: Int,
      maxSize: Int
  ): Seq[String] = {
    val counts = ranked(values, 1).toMap.withDefaultValue(0)
    val kept = old.map(_._1)
    val added = ranked(values, minCount).map(_._1).filterNot(kept.toSet)
    (kept ++ added.take(maxSize - kept.size)).map(v => s"$v,${counts(v)}")
  }

  private def vocabulary(root: Path, art: String): Seq[String] =
    new String(Files.readAllBytes(root.resolve(s"$art/vocabulary/a.csv")), UTF_8)
      .split("\r\n")
      .toSeq
      .tail

  private def artifacts(root: Path, art: String): JsonNode =
    manifest(root.resolve(art)).get("artifacts")

  private def texts(artifacts: JsonNode): Seq[String] = {
    val ancestors = artifacts.get("ancestors")
    (0 until ancestors.size).map(ancestors.get(_).textValue)
  }

  private def json(path: Path): JsonNode = new ObjectMapper().readTree(Files.readAllBytes(path))
}
