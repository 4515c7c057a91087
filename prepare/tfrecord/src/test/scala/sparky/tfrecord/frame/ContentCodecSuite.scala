package sparky.tfrecord
package frame

import org.scalatest.funsuite.AnyFunSuite

/** What the first bytes of a file say, and what option `codec` says to it. */
class ContentCodecSuite extends AnyFunSuite {
  import InMemoryFile._

  private def refused(bytes: Array[Byte], codec: String): String =
    intercept[TFRecordException](open(bytes, Map("codec" -> codec))).getMessage

  test("a file is of the codec that its first bytes show") {
    val plain = of(Seq(Array[Byte](1)))
    assert(open(plain).codec == Codec.None)
    assert(open(gzip(plain)).codec == Codec.Gzip)
    assert(open(zlib(plain)).codec == Codec.Zlib)
    assert(open(Array.empty[Byte]).codec == Codec.None)
  }

  test("a right header is that of a plain file, though its length begins as gzip or zlib do") {
    assert(open(header(0x8b1f)).codec == Codec.None)
    assert(open(header(0x9c78)).codec == Codec.None)
  }

  test("what begins like nothing known is plain, and damaged at its first record") {
    val reader = open("no records at all".getBytes("UTF-8")).reader(0, 0)
    assert(intercept[TFRecordException](reader.next()).where == "record 0 at byte 0 of FILE")
  }

  test("option codec takes files of that codec alone") {
    val plain = of(Seq(Array[Byte](1)))
    assert(open(gzip(plain), Map("codec" -> "gzip")).codec == Codec.Gzip)
    assert(
      refused(plain, "zlib") == "file FILE: expected codec zlib (option codec), received codec none"
    )
    assert(
      refused(
        gzip(plain),
        "none"
      ) == "file FILE: expected codec none (option codec), received codec gzip"
    )
    assert(
      refused(
        Array.empty[Byte],
        "gzip"
      ) == "file FILE: expected codec gzip (option codec), received codec none"
    )
    assert(
      refused(
        "text".getBytes("UTF-8"),
        "gzip"
      ) == "file FILE: expected codec gzip (option codec), received the first bytes 74657874"
    )
  }
}
