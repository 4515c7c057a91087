package sparky.tfrecord

import org.scalatest.funsuite.AnyFunSuite

import sparky.tfrecord.frame.Codec

/** What each option takes, and the message for what it does not. */
class TFRecordOptionsSuite extends AnyFunSuite {

  private def parse(options: (String, String)*): TFRecordOptions = new TFRecordOptions(
    options.toMap
  )

  private def message(options: (String, String)*): String =
    intercept[TFRecordException](parse(options: _*)).getMessage

  test("the defaults are Example, no compression and _MANIFEST.json") {
    val options = parse()
    assert(options.recordType == "Example")
    assert(options.codec == Codec.None)
    assert(options.manifest == "_MANIFEST.json")
  }

  test("codec and compression are one option, in any case") {
    assert(parse("codec" -> "gzip").codec == Codec.Gzip)
    assert(parse("compression" -> "ZLIB").codec == Codec.Zlib)
    assert(parse("CODEC" -> "None").codec == Codec.None)
    assert(parse("codec" -> "gzip", "compression" -> "GZIP").codec == Codec.Gzip)
  }

  test("a codec that TensorFlow cannot read is refused") {
    assert(
      message("codec" -> "snappy") == "option codec: expected none or gzip or zlib, received snappy"
    )
    assert(
      message("compression" -> "") == "option compression: expected none or gzip or zlib, received "
    )
  }

  test("two codecs that differ are refused") {
    assert(
      message("codec" -> "gzip", "compression" -> "zlib") ==
        "options codec and compression: expected one codec, received gzip and zlib"
    )
  }

  test("a record type that is not written is refused") {
    assert(parse("recordType" -> "example").recordType == "Example")
    assert(
      message("recordType" -> "SequenceExample") ==
        "option recordType: expected Example, received SequenceExample"
    )
  }

  test("a manifest that a reader would take for data, or elsewhere, is refused") {
    assert(parse("manifest" -> "_records.1-a.json").manifest == "_records.1-a.json")
    for (name <- Seq("manifest.json", "_a/b", "../_a", "_", ""))
      assert(
        message(
          "manifest" -> name
        ) == "option manifest: expected a file name that begins with _, " +
          s"of letters, digits, _, . and -, received $name"
      )
  }
}
