package sparky.prepare.insight

import java.nio.file.Files

import scala.util.Random

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import com.fasterxml.jackson.databind.node.ObjectNode

import sparky.prepare.{ApplicationSuite, FailingFileSystem}

/** Runs whose rows are like those of the artifacts, and runs whose rows are not. */
class SkewSuite extends ApplicationSuite {
  private val mapper = new ObjectMapper
  private val schema =
    """{"format_version": 1, "name": "small", "input": {"format": "delimited"}, "columns": [
      {"name": "y", "role": "label"}, {"name": "n", "role": "numeric"},
      {"name": "a", "role": "categorical"}]}"""

  private lazy val root = {
    val folder = newFolder()
    write(folder.resolve("schema.json"), schema)
    write(folder.resolve("train.tsv"), rows(4000, 1))
    succeed(
      "-i",
      s"$folder/train.tsv",
      "-o",
      s"$folder/train",
      "-x",
      s"$folder/art",
      "--schema",
      s"$folder/schema.json"
    )
    folder
  }

  test("rows of the same source raise no alarm, be they a hundred or thousands, and at any limit") {
    Seq(100, 3000).foreach { n =>
      val ended = evaluate(s"same-$n", rows(n, 7), "--max-skew", "0")
      assert(ended.code == 0, ended.err)
      assert(
        drift(ended.out) == Seq(
          "drift     3 columns compared with the artifacts, 0 over 0.05 beyond chance"
        )
      )
      assert(statistics(s"same-$n").at("/drift/columns").size == 3)
      assertComplete(root.resolve(s"same-$n"))
    }
  }

  test("a value that moved is named with both shares, and so are a number and the label") {
    val scattered = "\tv1\n".r.replaceAllIn(rows(3000, 7), m => s"\tv${2 + m.start % 10}\n")
    val moved = scattered.replaceAll("\t[1-4]\t", "\t99\t")
    val ended = evaluate("moved", moved)
    assert(ended.code == 0, ended.err)
    assert(
      drift(
        ended.out
      ).head == "drift     3 columns compared with the artifacts, 2 over 0.05 beyond chance"
    )
    val a = statistics("moved").at("/drift/columns/a")
    val shares = Seq("share", "artifacts_share").map(a.get(_).asDouble)
    assert(a.get("moved").textValue == "\"v1\"" && shares.head == 0.0)
    assert(math.abs(a.get("infinity_norm").asDouble - shares.last) < 1e-15)
    val art = statistics("art").at("/columns/a")
    assert(a.get("artifacts_missing_rate") == art.get("missing_rate"))
    assert(a.get("unseen_expected") == art.get("unseen_expected"))
    val n = statistics("moved").at("/drift/columns/n")
    assert(n.get("moved").textValue == "10.06 and more" && n.get("artifacts_share").asDouble == 0.0)
    assert(drift(ended.out).exists(_.startsWith("warning   a: L-infinity distance 0.3")))
    val page = new String(Files.readAllBytes(root.resolve("moved/report.html")), "UTF-8")
    assert(page.contains("a: L-infinity distance 0.3"))
  }

  test("--max-skew fails the run before anything is committed, and names the worst column") {
    assert(evaluate("kept", rows(500, 3)).code == 0)
    val before = contents(root.resolve("kept"))
    val positive = rows(3000, 7).replaceAll("(?m)^0", "1")
    val ended = evaluate("kept", positive, "--max-skew", "0.3")
    assert(ended.code == 3)
    assert(
      ended.message.matches(
        s"$root/kept.tsv: expected no column farther than 0.3 beyond chance from the artifacts " +
          "\\(--max-skew\\), received y: L-infinity distance 0\\.[0-9]{4} \\(0\\.[0-9]{4} beyond " +
          "chance\\); the positive class: 100\\.00 % of the rows, [0-9.]+ % with the artifacts"
      ),
      ended.message
    )
    assert(contents(root.resolve("kept")) == before)
    assert(evaluate("kept", positive, "--max-skew", "0.9").code == 0)
  }

  test("the statistics are the same bytes for 1, 3 and 7 parts, and when a task is tried again") {
    ApplicationSuite.session.sparkContext.hadoopConfiguration
      .set("fs.failing.impl", classOf[FailingFileSystem].getName)
    val whole = Seq("1", "3", "7").map { parts =>
      assert(evaluate(s"parts-$parts", rows(2000, 5), "-n", parts).code == 0)
      reports(s"parts-$parts")
    }
    assert(evaluate("retried", rows(2000, 5), "-i", s"failing://$root/retried.tsv").code == 0)
    assert((whole :+ reports("retried")).distinct.size == 1)
    val found = statistics("parts-1")
    assert(found.get("rows").asInt == 2000)
    val log = rows(2000, 5).linesIterator.map(_.split("\t", -1)).toSeq
    assert(found.at("/columns/y/positive").asInt == log.count(_(0) == "1"))
    assert(found.at("/columns/n/missing").asInt == log.count(_(1).isEmpty))
    val unseen = log.count(_(2).startsWith("new"))
    assert(found.at("/columns/a/unseen").asInt == unseen && unseen > 0)
    val top = found.at("/columns/a/top/0")
    assert(top.get("value").textValue == "v1" && top.get("rows").asInt == log.count(_(2) == "v1"))
    val numbers = log.map(_(1)).filter(_.nonEmpty).map(_.toDouble)
    assert(math.abs(found.at("/columns/n/mean").asDouble - numbers.sum / numbers.size) < 1e-12)
    assert(found.at("/columns/a/missing").asInt == log.count(_(2).isEmpty))
  }

  test("predict without a label compares all but the label") {
    val unlabelled = rows(300, 9).linesIterator.map(_.drop(2)).mkString("", "\n", "\n")
    assert(evaluate("unlabelled", unlabelled, "-m", "predict").code == 0)
    val columns = statistics("unlabelled").at("/drift/columns")
    assert(
      columns.size == 2 && !columns.has("y") && !statistics("unlabelled").at("/columns").has("y")
    )
  }

  test("artifacts of before, without statistics, are taken, but cannot be asked for a limit") {
    val art = root.resolve("art")
    val (said, listed) = (manifest(art).asInstanceOf[ObjectNode], art.resolve("_MANIFEST.json"))
    val before = Files.readAllBytes(listed)
    said.remove("reports")
    Files.write(listed, mapper.writeValueAsBytes(said))
    val ended = evaluate("old", rows(300, 9))
    val refused = evaluate("old", rows(300, 9), "--max-skew", "0.5")
    Files.write(listed, before)
    assert(ended.code == 0, ended.err)
    assert(drift(ended.out) == Seq("drift     not compared: the artifacts have no stats.json"))
    assert(statistics("old").get("drift").isNull)
    assert(refused.code == 4)
    assert(
      refused.message == s"file:$art: expected rows to compare with, since --max-skew is 0.5, " +
        "received none: the artifacts have no stats.json"
    )
  }

  test("held-out rows are compared in the same run, but not with a sample of the negative rows") {
    def heldOut(name: String, flags: String*): ApplicationSuite.Ended = {
      val places = Seq("-o", s"$root/$name/train", "--evaluate-out", s"$root/$name/eval")
      val art = Seq("-x", s"$root/$name/art", "--schema", s"$root/schema.json")
      val split = Seq("--split", "order", "--evaluate-share", "0.2")
      succeed(Seq("-i", s"$root/train.tsv") ++ places ++ art ++ split ++ flags: _*)
    }
    assert(
      drift(heldOut("whole", "--max-skew", "0").out) ==
        Seq("drift     3 columns compared with the artifacts, 0 over 0.05 beyond chance")
    )
    assert(
      drift(heldOut("drawn", "--negative-rate", "0.1").out) ==
        Seq("drift     not compared: the artifacts have a sample of the negative rows")
    )
    assert(statistics("drawn/art").get("negative_rate").asDouble == 0.1)
    assert(statistics("whole/art").get("negative_rate").isNull)
  }

  /** Shares that fall from value to value; few values are new, and some are missing. */
  private def rows(count: Int, seed: Int): String = {
    val random = new Random(seed)
    Iterator
      .fill(count) {
        val label = if (random.nextInt(4) == 0) 1 else 0
        val n = if (random.nextInt(10) == 0) "" else s"${random.nextInt(11)}"
        val a = random.nextInt(20) match {
          case 0 => ""
          case 1 => s"new-$seed-${random.nextInt()}"
          case i => s"v${math.max(1, i - 6)}"
        }
        s"$label\t$n\t$a\n"
      }
      .mkString
  }

  private def evaluate(name: String, rows: String, flags: String*): ApplicationSuite.Ended = {
    write(root.resolve(s"$name.tsv"), rows)
    val common = Seq("-m", "evaluate", "-i", s"$root/$name.tsv", "-o", s"$root/$name")
    runWith(common ++ Seq("-x", s"$root/art"), flags)
  }

  private def drift(out: String): Seq[String] =
    out.linesIterator.filter(line => line.startsWith("drift") || line.startsWith("warning")).toSeq

  private def reports(name: String): Map[String, Seq[Byte]] =
    contents(root.resolve(name)).filter(file => ApplicationSuite.Reports(file._1))

  private def statistics(name: String): JsonNode =
    mapper.readTree(root.resolve(s"$name/stats.json").toFile)
}
