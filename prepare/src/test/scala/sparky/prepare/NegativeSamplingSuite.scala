package sparky.prepare

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path
import java.util.zip.CRC32

import scala.util.Random

import sparky.tfrecord.ExampleProto

/** A sample of the negative rows, each of which weighs as many as it stands for. */
class NegativeSamplingSuite extends ApplicationSuite {
  private val columns = """{"name": "y", "role": "label"}, {"name": "n", "role": "numeric"}"""
  private val rows = {
    val random = new Random(3)
    IndexedSeq.tabulate(1200)(i => s"${if (random.nextInt(5) == 0) 1 else 0}\t$i")
  }

  test("the positives stay, and the negatives that the rule draws, for any number of parts") {
    Seq("1", "5").foreach { parts =>
      val root = train(rows, columns, "-n", parts, "--negative-rate", "0.25")
      assert(records(root.resolve("out")) == kept(0, 0.25).map(record(_, 4f)))
    }
  }

  test("another seed draws other rows, about as many") {
    val root = train(rows, columns, "--negative-rate", "0.25", "--sample-seed", "9")
    val drawn = kept(9, 0.25)
    assert(records(root.resolve("out")) == drawn.map(record(_, 4f)))
    val negatives = Seq(kept(0, 0.25), drawn).map(_.count(_.startsWith("0")))
    val all = rows.count(_.startsWith("0"))
    assert(negatives.forall(n => math.abs(n - all / 4) < 50) && kept(0, 0.25) != drawn)
  }

  test("the manifest names the weight and the rows that were not drawn") {
    val root = train(rows, columns, "--negative-rate", "0.25")
    val out = root.resolve("out")
    val written = kept(0, 0.25).size
    assert(manifest(out).get("weight").textValue == "weight")
    val counts = s"""{"read":1200,"written":$written,"rejected":0,"left_out":${1200 - written}}"""
    assert(manifest(out).get("counts").toString == counts)
    assertComplete(out)
  }

  test("the weight of the schema is multiplied, and no other is made") {
    val weighted = columns + """, {"name": "w", "role": "weight"}"""
    val lines = rows.map(row => s"$row\t0.5")
    val root = train(lines, weighted, "--negative-rate", "0.25")
    val expected = kept(0, 0.25, lines).map(row => record(row, 2f, 0.5f, "w"))
    assert(records(root.resolve("out")) == expected)
    assert(manifest(root.resolve("out")).get("weight").textValue == "w")
  }

  test("rows that are held out are not drawn from, and have no weight that was made") {
    val split = Seq("--split", "order", "--evaluate-share", "0.5")
    val root = newFolder()
    val flags = Seq("--evaluate-out", s"$root/eval", "--negative-rate", "0.25") ++ split
    succeed(common(root, rows, columns) ++ flags: _*)
    assert(records(root.resolve("out")) == kept(0, 0.25, rows.take(600)).map(record(_, 4f)))
    val eval = root.resolve("eval")
    assert(manifest(eval).get("weight").isNull && manifest(eval).at("/counts/written").asInt == 600)
    assert(records(eval).head == ExampleProto.example(features(rows(600)): _*).toByteArray.toSeq)
  }

  test("a log without a label, and a column of the weight's name, are refused") {
    Seq(
      """{"name": "n", "role": "numeric"}, {"name": "m", "role": "numeric"}""" ->
        "since the log has no label",
      """{"name": "y", "role": "label"}, {"name": "Weight", "role": "numeric"}""" ->
        "since the schema has a column Weight that is no weight"
    ).foreach { case (columns, why) =>
      val ended = run(common(newFolder(), rows, columns) ++ Seq("--negative-rate", "0.25"): _*)
      val message = s"--negative-rate: expected none, $why, received 0.25"
      assert((ended.code, ended.message) == ((2, message)))
    }
  }

  private def train(lines: Seq[String], columns: String, flags: String*): Path = {
    val root = newFolder()
    val ended = runWith(common(root, lines, columns), flags)
    assert(ended.code == 0, ended.err)
    root
  }

  private def common(root: Path, lines: Seq[String], columns: String): Seq[String] = {
    val schema = """{"format_version": 1, "name": "s", "input": {"format": "delimited"}, """ +
      s""""columns": [$columns]}"""
    val log = write(root.resolve("rows.tsv"), lines.map(_ + "\n").mkString)
    val path = write(root.resolve("schema.json"), schema)
    Seq("-i", log, "-o", s"$root/out", "-x", s"$root/art", "--schema", path) ++
      Seq("--rows-per-record", "1", "-n", "2")
  }

  /** The rule in a few lines: CRC-32 of the line, mixed with the seed as SplitMix64 does. */
  private def kept(seed: Long, rate: Double, lines: Seq[String] = rows): Seq[String] =
    lines.filter { row =>
      val crc = new CRC32
      crc.update(s"$row\n".getBytes(UTF_8))
      val a = crc.getValue + (seed << 32) + 0x9e3779b97f4a7c15L
      val b = (a ^ (a >>> 30)) * 0xbf58476d1ce4e5b9L
      val c = (b ^ (b >>> 27)) * 0x94d049bb133111ebL
      row.startsWith("1") || ((c ^ (c >>> 31)) >>> 32) < (rate * (1L << 32)).toLong
    }

  private def record(
      row: String,
      negative: Float,
      positive: Float = 1f,
      name: String = "weight"
  ): Seq[Byte] = {
    val weight = ExampleProto.floats(if (row.startsWith("1")) positive else negative)
    val all = (features(row) :+ (name -> weight)).sortBy(_._1)
    ExampleProto.example(all: _*).toByteArray.toSeq
  }

  private def features(row: String) = {
    val fields = row.split("\t")
    Seq(
      "n" -> ExampleProto.floats(fields(1).toFloat),
      "y" -> ExampleProto.floats(fields(0).toFloat)
    )
  }
}
