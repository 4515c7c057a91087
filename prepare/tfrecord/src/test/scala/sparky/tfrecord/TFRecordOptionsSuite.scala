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

  test(
    "the defaults are Example, a codec by content, FAILFAST, 256 MiB, all files, _MANIFEST.json"
  ) {
    val options = parse()
    assert(options.recordType == RecordType.Example)
    assert(options.codec.isEmpty)
    assert(!options.permissive && !options.allowNarrowing)
    assert(options.columnNameOfCorruptRecord == "_corrupt_record")
    assert(options.maxRecordBytes == 268435456)
    assert(options.inferSchemaFiles.isEmpty && options.samplingRatio == 1.0)
    assert(options.manifest == ManifestUse.Use)
    assert(options.manifestName == "_MANIFEST.json")
  }

  test("codec and compression are one option, in any case, and by the names of Hadoop's classes") {
    assert(parse("codec" -> "gzip").codec.contains(Codec.Gzip))
    assert(parse("compression" -> "ZLIB").codec.contains(Codec.Zlib))
    assert(parse("CODEC" -> "None").codec.contains(Codec.None))
    assert(parse("codec" -> "gzip", "compression" -> "GZIP").codec.contains(Codec.Gzip))
    val hadoop = "org.apache.hadoop.io.compress."
    assert(parse("codec" -> s"${hadoop}GzipCodec").codec.contains(Codec.Gzip))
    assert(parse("codec" -> s"${hadoop}DefaultCodec").codec.contains(Codec.Zlib))
    assert(parse("codec" -> s"${hadoop}DeflateCodec").codec.contains(Codec.Zlib))
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

  test("a record type of any case is taken, another is refused") {
    assert(parse("recordType" -> "example").recordType == RecordType.Example)
    assert(parse("recordType" -> "SEQUENCEEXAMPLE").recordType == RecordType.SequenceExample)
    assert(parse("recordType" -> "ByteArray").recordType == RecordType.ByteArray)
    assert(
      message("recordType" -> "Sequence") ==
        "option recordType: expected Example or SequenceExample or ByteArray, received Sequence"
    )
  }

  test("malformed records are refused or kept, never dropped") {
    assert(parse("mode" -> "permissive").permissive)
    assert(!parse("mode" -> "FailFast").permissive)
    assert(
      message("mode" -> "DROPMALFORMED") ==
        "option mode: expected FAILFAST or PERMISSIVE, received DROPMALFORMED"
    )
  }

  test("the longest record is a number of bytes that one array holds") {
    assert(parse("maxRecordBytes" -> "1").maxRecordBytes == 1)
    assert(parse("maxRecordBytes" -> "64k").maxRecordBytes == 65536)
    assert(parse("maxRecordBytes" -> "2146435071").maxRecordBytes == 2146435071)
    for (bad <- Seq("0", "-1", "2146435072", "2g", "much", ""))
      assert(
        message("maxRecordBytes" -> bad) ==
          s"option maxRecordBytes: expected 1 to 2146435071 bytes, received $bad"
      )
  }

  test("inference looks at some files, some records, or refuses the number") {
    assert(parse("inferSchemaFiles" -> "3").inferSchemaFiles.contains(3))
    assert(parse("samplingRatio" -> "0.25").samplingRatio == 0.25)
    assert(
      message("inferSchemaFiles" -> "0") ==
        "option inferSchemaFiles: expected a number of files from 1, received 0"
    )
    for (bad <- Seq("0", "1.5", "NaN", "half"))
      assert(
        message("samplingRatio" -> bad) ==
          s"option samplingRatio: expected a number over 0 and up to 1, received $bad"
      )
  }

  test("narrowing is allowed by true, in any case, and by nothing else") {
    assert(parse("allowNarrowing" -> "TRUE").allowNarrowing)
    assert(!parse("allowNarrowing" -> "false").allowNarrowing)
    assert(
      message("allowNarrowing" -> "yes") ==
        "option allowNarrowing: expected true or false, received yes"
    )
  }

  test("files are written to their path, by whatever task: the option's other value is refused") {
    assert(parse("writeLocality" -> "distributed").codec.isEmpty)
    assert(
      message("writeLocality" -> "local") ==
        "option writeLocality: expected distributed, received local"
    )
  }

  test("a manifest is required, used or ignored") {
    assert(parse("manifest" -> "require").manifest == ManifestUse.Require)
    assert(parse("manifest" -> "USE").manifest == ManifestUse.Use)
    assert(parse("manifest" -> "ignore").manifest == ManifestUse.Ignore)
    assert(
      message("manifest" -> "no") ==
        "option manifest: expected require or use or ignore, received no"
    )
  }

  test("a manifest that a reader would take for data, or elsewhere, is refused") {
    assert(parse("manifestName" -> "_records.1-a.json").manifestName == "_records.1-a.json")
    for (name <- Seq("manifest.json", "_a/b", "../_a", "_", ""))
      assert(
        message("manifestName" -> name) ==
          "option manifestName: expected a file name that begins with _, " +
          s"of letters, digits, _, . and -, received $name"
      )
  }
}
