package sparky.prepare

import java.nio.file.Files

import com.fasterxml.jackson.databind.ObjectMapper

/** The golden rows with lists: the bytes that TensorFlow's own protos gave. */
class GoldenListSuite extends ApplicationSuite {
  private lazy val root = newFolder()
  private val log = Golden.path("lists/rows.tsv")

  private def prepare(mode: String, out: String, more: String*): Unit = {
    val paths = Seq("-i", log, "-o", s"$root/$out", "-x", s"$root/artifacts", "-n", "1")
    succeed(paths ++ Seq("-m", mode) ++ more: _*)
  }

  private lazy val trained =
    prepare(
      "train",
      "train",
      "--schema",
      Golden.path("lists/schema.json"),
      "--rows-per-record",
      "3"
    )

  test("train gives the golden vocabularies and records, with the lengths of lists") {
    trained
    Seq("tags", "tags0").foreach { name =>
      val written = Files.readAllBytes(root.resolve(s"artifacts/vocabulary/$name.csv"))
      assert(written.toSeq == Golden.bytes(s"lists/vocabulary/$name.csv").toSeq)
    }
    val expected = Seq(Golden.bytes("lists/train.tfrecord").toSeq)
    assert(recordBytes(root.resolve("train")) == expected)
    assertComplete(root.resolve("train"))
  }

  test("records of one row have lists too, also where values are looked up by a shuffle") {
    trained
    prepare("predict", "predict")
    val expected = Seq(Golden.bytes("lists/predict.tfrecord").toSeq)
    assert(recordBytes(root.resolve("predict")) == expected)
    prepare("predict", "shuffled", "--max-broadcast", "0")
    assert(recordBytes(root.resolve("shuffled")) == expected)
  }

  test("the statistics of a list count its values") {
    trained
    val columns = new ObjectMapper()
      .readTree(Files.readAllBytes(root.resolve("artifacts/schema.json")))
      .at("/statistics/columns")
    // Seven rows: an empty list, a missing one, and two missing values; c is met once.
    assert(
      columns.get("tags").toString == """{"values":13,"missing":4,"collisions":1,"distinct":4,""" +
        """"vocabulary_size":3,"unseen":1}"""
    )
    assert(
      columns.get("tags0").toString == """{"values":14,"missing":2,"collisions":0,"distinct":6,""" +
        """"vocabulary_size":3,"unseen":4}"""
    )
  }
}
