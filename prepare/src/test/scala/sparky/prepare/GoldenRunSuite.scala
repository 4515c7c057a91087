package sparky.prepare

import java.nio.file.Files

/** The golden rows through every mode: the bytes that TensorFlow's own protos gave. */
class GoldenRunSuite extends ApplicationSuite {
  private lazy val root = newFolder()
  private lazy val artifacts = root.resolve("artifacts")
  private lazy val trained = succeed(
    Seq(
      "-b",
      s"$root/",
      "-i",
      Golden.path("rows.tsv"),
      "-o",
      "train",
      "-x",
      "artifacts",
      "-n",
      "1"
    ) ++
      Seq("--schema", Golden.path("schema.json"), "--rows-per-record", "5"): _*
  )

  test("train gives the golden vocabularies and the golden records") {
    trained
    Seq("site", "ad-group").foreach { name =>
      assert(
        Files.readAllBytes(artifacts.resolve(s"vocabulary/$name.csv")).toSeq == Golden
          .bytes(s"vocabulary/$name.csv")
          .toSeq
      )
    }
    assert(recordBytes(root.resolve("train")) == Seq(Golden.bytes("train.tfrecord").toSeq))
    assertComplete(root.resolve("train"))
  }

  test("the last line says rows, vocabulary and time") {
    val last = trained.out.linesIterator.toSeq.last
    assert(
      last.matches(
        "done +13 rows read, 13 written, 0 rejected; vocabulary: 8 values in 2 columns " +
          s"\\(4 to 4 each\\); [0-9.]+ s; report: file:$root/train/report.html"
      )
    )
    assert(
      trained.out.linesIterator.map(_.takeWhile(_ != ' ')).toSeq == Seq(
        "log",
        "count",
        "artifacts",
        "encode",
        "done"
      )
    )
  }

  test("predict gives the golden records, with the label in the log or without it") {
    trained
    succeed(
      "-m",
      "predict",
      "-i",
      Golden.path("rows.tsv"),
      "-o",
      s"$root/predict",
      "-x",
      s"$artifacts",
      "-n",
      "1"
    )
    assert(recordBytes(root.resolve("predict")) == Seq(Golden.bytes("predict.tfrecord").toSeq))
    val lines = new String(Golden.bytes("rows.tsv"), "UTF-8").linesIterator.map(_.split("\t", -1))
    val unlabelled =
      lines.map(fields => (fields.take(1) ++ fields.drop(2)).mkString("", "\t", "\n")).mkString
    val log = write(root.resolve("unlabelled.tsv"), unlabelled)
    succeed("-m", "predict", "-i", log, "-o", s"$root/unlabelled", "-x", s"$artifacts", "-n", "1")
    assert(recordBytes(root.resolve("unlabelled")) == Seq(Golden.bytes("predict.tfrecord").toSeq))
    assert(manifest(root.resolve("unlabelled")).get("label").asBoolean == false)
  }

  test("evaluate and transform encode with the same artifacts and leave them alone") {
    trained
    val before = contents(artifacts)
    Seq("evaluate" -> "evaluate", "transform" -> "train").foreach { case (mode, kind) =>
      succeed(
        "-m",
        mode,
        "-i",
        Golden.path("rows.tsv"),
        "-o",
        s"$root/$mode",
        "-x",
        s"$artifacts",
        "-n",
        "1",
        "--rows-per-record",
        "5"
      )
      assert(recordBytes(root.resolve(mode)) == Seq(Golden.bytes("train.tfrecord").toSeq))
      assert(manifest(root.resolve(mode)).get("kind").textValue == kind)
      assertComplete(root.resolve(mode))
    }
    assert(contents(artifacts) == before)
  }

  test("analyze gives the artifacts of train, and nothing else") {
    trained
    succeed(
      "-m",
      "analyze",
      "-i",
      Golden.path("rows.tsv"),
      "-x",
      s"$root/analyzed",
      "--schema",
      Golden.path("schema.json")
    )
    assert(
      manifest(root.resolve("analyzed")).at("/artifacts/digest") == manifest(artifacts).at(
        "/artifacts/digest"
      )
    )
    assert(
      contents(root.resolve("analyzed")).keySet ==
        ApplicationSuite.Reports ++
        Set("_MANIFEST.json", "schema.json", "vocabulary/site.csv", "vocabulary/ad-group.csv")
    )
  }

  test("the manifest of records says what they are and with which artifacts they were made") {
    trained
    val said = manifest(root.resolve("train"))
    assert(said.get("kind").textValue == "train" && said.get("rows_per_record").asInt == 5)
    assert(said.get("label").asBoolean && said.get("key").textValue == "request")
    assert(said.get("weight").textValue == "importance")
    assert(said.get("counts").toString == """{"read":13,"written":13,"rejected":0}""")
    assert(said.at("/files/0/records").asInt == 3 && said.at("/files/0/rows").asInt == 13)
    assert(said.at("/artifacts/digest") == manifest(artifacts).at("/artifacts/digest"))
    assert(said.get("schema_digest") == manifest(artifacts).get("schema_digest"))
    val name = said.at("/files/0/name").textValue
    assert(name == s"part-00000-${said.get("run_id").textValue}-c000.tfrecord")
  }

  test("the statistics are those of the golden rows") {
    trained
    val statistics = new com.fasterxml.jackson.databind.ObjectMapper()
      .readTree(Files.readAllBytes(artifacts.resolve("schema.json")))
      .get("statistics")
    assert(statistics.get("rows").asInt == 13)
    assert(statistics.at("/columns/clicked").toString == """{"positive":4}""")
    // Thirteen rows: one missing; -10 stands in one; 16777217 and 999999999999999999 are no
    // float32.
    val hour = statistics.at("/columns/hour")
    assert(Seq("missing", "collisions", "rounded").map(hour.get(_).asInt) == Seq(1, 1, 2))
    assert((hour.get("min").asDouble, hour.get("max").asDouble) == ((-10.0, 999999984306749440.0)))
    // Site: NULL is missing and -10 is the fill; six rows have one of the two kept values or the
    // fill.
    assert(
      statistics.at("/columns/site").toString ==
        """{"missing":2,"collisions":1,"distinct":8,"vocabulary_size":4,"unseen":4}"""
    )
    assert(statistics.get("columns").size == 6)
  }
}
