package sparky.prepare

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path

import scala.util.Random

import org.scalacheck.{Gen, Shrink}
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.tfrecord.ExampleProto

/**
 * The same rows give the same vocabulary and the same ids, however they are cut, ordered or
 * retried.
 */
class DeterminismSuite extends ApplicationSuite with ScalaCheckPropertyChecks {
  private val schema =
    """{"format_version": 1, "name": "small", "input": {"format": "delimited"}, "columns": [
      {"name": "y", "role": "label"}, {"name": "n", "role": "numeric"},
      {"name": "a", "role": "categorical", "min_count": 2},
      {"name": "b", "role": "categorical", "max_size": 3, "unseen": -1}]}"""
  private lazy val rows = {
    val random = new Random(7)
    IndexedSeq.fill(2000) {
      val n = if (random.nextInt(5) == 0) "" else s"${random.nextInt(50) - 20}"
      s"${random.nextInt(2)}\t$n\t${"%08x".format(random.nextInt(random.nextInt(900) + 1))}\t${"xyz-".charAt(random.nextInt(4))}"
    }
  }

  test(
    "artifacts are byte for byte the same for 1, 2, 7 and 40 parts, and shuffled rows in other files"
  ) {
    val digests = Seq(1, 2, 7, 40).map(parts => train(rows, parts)._2)
    val shuffled = train(new Random(3).shuffle(rows), 3, files = 5)._2
    assert((digests :+ shuffled).distinct.size == 1)
    val names = Set("schema.json", "vocabulary/a.csv", "vocabulary/b.csv")
    assert(digests.head.keySet == names ++ ApplicationSuite.Reports)
  }

  test("the rows keep the order of the log for any number of parts") {
    val one = train(rows, 1)._1
    val whole = records(one)
    Seq(2, 7).foreach(parts => assert(records(train(rows, parts)._1) == whole))
    assert(whole.size == 2000)
  }

  test("a limit takes the first rows in the order of the files, for any number of parts") {
    val expected = records(train(rows.take(777), 1)._1)
    Seq(1, 5).foreach { parts =>
      assert(records(train(rows, parts, files = 3, more = Seq("--limit", "777"))._1) == expected)
    }
  }

  test("keys of lines are FILE:LINE in every part") {
    val (out, _) = train(rows.take(90), 4, files = 3, more = Seq("--key", "line"))
    val expected = rows.take(90).grouped(30).zipWithIndex.flatMap { case (group, file) =>
      group.indices.map(i => s"part-$file.tsv:${i + 1}")
    }
    val keys = records(out).map(record => new String(record.toArray, UTF_8))
    assert(keys.size == 90)
    keys.zip(expected.toSeq).foreach { case (record, key) => assert(record.contains(key)) }
    assert(manifest(out).get("key").textValue == "key")
  }

  test(
    "a task that fails on its first attempt and is tried again counts and writes its rows once"
  ) {
    ApplicationSuite.session.sparkContext.hadoopConfiguration
      .set("fs.failing.impl", classOf[FailingFileSystem].getName)
    val (plain, expected) = train(rows, 3)
    val broken = rows.updated(500, "no row")
    val retried = train(rows, 3, scheme = "failing://")
    assert(retried._2 == expected)
    assert(records(retried._1) == records(plain))
    val (out, _) = train(broken, 3, scheme = "failing://", more = Seq("--max-bad-rows", "1"))
    assertComplete(out)
    assert(manifest(out).get("counts").toString == """{"read":2000,"written":1999,"rejected":1}""")
    assert(rejects(out.resolve("_rejects")).map(_.get("line").asInt) == Seq(501))
  }

  test("vocabularies that are looked up by a shuffle give the same records") {
    val (plain, expected) = train(rows, 3)
    Seq("0", "1").foreach { limit =>
      val (out, artifacts) = train(rows, 3, more = Seq("--max-broadcast", limit))
      assert(records(out) == records(plain) && artifacts == expected)
    }
  }

  test("values that training has not seen are unseen after a shuffle too, and the fill is known") {
    val root = newFolder()
    val log = write(root.resolve("train.tsv"), "0\t1\ta\tb\n1\t2\ta\tb\n")
    val other =
      write(root.resolve("other.tsv"), "1\t3\tnew\ta value never seen\n0\t4\t\t\n0\t4\ta\tb\n")
    write(root.resolve("schema.json"), schema)
    val to = Seq("-x", s"$root/art", "--rows-per-record", "1")
    succeed(Seq("-i", log, "-o", s"$root/train", "--schema", s"$root/schema.json") ++ to: _*)
    val parts = Seq(Nil, Seq("--max-broadcast", "0")).zipWithIndex.map { case (more, i) =>
      succeed(Seq("-m", "evaluate", "-i", other, "-o", s"$root/e$i") ++ to ++ more: _*)
      recordBytes(root.resolve(s"e$i"))
    }
    assert(parts.head == parts.last && parts.head.nonEmpty)
  }

  test("any rows give the records that the rules, written down in a few lines, give") {
    implicit val whole: Shrink[List[Cells]] = Shrink.shrinkAny
    val row = for {
      label <- Gen.oneOf("0", "1")
      n <- Gen.oneOf(Gen.const(""), Gen.choose(-99, 99999999).map(_.toString))
      a <- Gen.oneOf("", "-10", "a", "b", "é", "日本", "c" * 9)
      b <- Gen.oneOf("", "p", "q", "r", "s")
    } yield Cells(label, n, a, b)
    forAll(Gen.nonEmptyListOf(row), Gen.choose(1, 4), minSuccessful(12)) { (table, parts) =>
      val (out, _) = train(table.map(_.line), parts)
      val (a, b) = (ids(table.map(_.a), 2, None, 0), ids(table.map(_.b), 1, Some(3), -1))
      val expected = table.map { row =>
        ExampleProto
          .example(
            "a" -> ExampleProto.int64s(a(row.a)),
            "b" -> ExampleProto.int64s(b(row.b)),
            "n" -> ExampleProto.floats(if (row.n.isEmpty) -10f else row.n.toInt.toFloat),
            "y" -> ExampleProto.floats(row.y.toFloat)
          )
          .toByteArray
          .toSeq
      }
      assert(records(out) == expected)
    }
  }

  private def ids(
      values: Seq[String],
      minCount: Int,
      maxSize: Option[Int],
      unseen: Long
  ): String => Long = {
    val filled = values.map(v => if (v.isEmpty) "-10" else v)
    val counts = Map("-10" -> 0) ++ filled.groupBy(identity).map { case (v, all) => v -> all.size }
    val ranked = counts.toSeq
      .filter { case (v, n) => n >= minCount || v == "-10" }
      .sortBy { case (v, n) => (-n, v.getBytes(UTF_8).map(b => f"${b & 0xff}%02x").mkString) }
      .map(_._1)
    val first = ranked.take(maxSize.getOrElse(ranked.size))
    val kept = if (first.contains("-10")) first else first.init :+ "-10"
    value => {
      val id = kept.indexOf(if (value.isEmpty) "-10" else value) + 1
      if (id == 0) unseen else id.toLong
    }
  }

  /** Trains with one row a record; the output, and the artifacts by name. */
  private def train(
      lines: Seq[String],
      parts: Int,
      files: Int = 1,
      scheme: String = "",
      more: Seq[String] = Nil
  ): (Path, Map[String, Seq[Byte]]) = {
    val root = newFolder()
    write(root.resolve("schema.json"), schema)
    lines.grouped((lines.size + files - 1) / files).zipWithIndex.foreach { case (group, i) =>
      write(root.resolve(s"log/part-$i.tsv"), group.mkString("", "\n", "\n"))
    }
    val flags =
      Seq("-i", s"$scheme$root/log", "-o", s"$root/out", "-x", s"$root/art", "-n", s"$parts") ++
        Seq("--schema", s"$root/schema.json", "--rows-per-record", "1") ++ more
    succeed(flags: _*)
    (root.resolve("out"), contents(root.resolve("art")) - "_MANIFEST.json")
  }
}

/** A row of the random table, as text. */
final private case class Cells(y: String, n: String, a: String, b: String) {
  def line: String = s"$y\t$n\t$a\t$b"
}
