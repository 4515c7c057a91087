package sparky.tfrecord
package wire

import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException
import java.nio.charset.StandardCharsets.UTF_8

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.spark.unsafe.Platform

/** What is UTF-8: by hand, and for any bytes as the JDK's decoder sees it. */
class Utf8Suite extends AnyFunSuite with ScalaCheckPropertyChecks {

  /** The bytes stand between others, which are not to be looked at. */
  private def isValid(bytes: Array[Byte]): Boolean = {
    val framed = 0xc3.toByte +: bytes :+ 0xbc.toByte
    Utf8.isValid(framed, Platform.BYTE_ARRAY_OFFSET + 1L, bytes.length)
  }

  private def isValid(hex: String): Boolean =
    isValid(hex.split(' ').map(Integer.parseInt(_, 16).toByte))

  private def isDecoded(bytes: Array[Byte]): Boolean =
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes))
      true
    } catch { case _: CharacterCodingException => false }

  test("the first and the last character of each length are UTF-8, and nothing is") {
    val characters = Seq("00", "7f", "c2 80", "df bf", "e0 a0 80", "ed 9f bf", "ee 80 80")
    for (hex <- characters ++ Seq("ef bf bf", "f0 90 80 80", "f4 8f bf bf"))
      assert(isValid(hex), hex)
    assert(isValid(Array.emptyByteArray))
  }

  test("longer forms, surrogates, what is beyond the last character, and torn ones are not") {
    val longer = Seq("c0 80", "c1 bf", "e0 9f bf", "f0 8f bf bf")
    val beyond = Seq("ed a0 80", "ed bf bf", "f4 90 80 80", "f5 80 80 80", "ff", "fe")
    val torn = Seq("80", "c2", "c2 41", "e1 80", "e1 80 41", "f1 80 80", "f1 80 80 c0")
    for (hex <- longer ++ beyond ++ torn; ascii <- Seq("", "41 " * 7, "41 " * 8))
      assert(!isValid(ascii + hex), ascii + hex)
  }

  test("any bytes are UTF-8 where the JDK decodes them") {
    val parts = Gen.oneOf("a", "abcdefgh", "ü", "€", "\ud83d\ude00").map(_.getBytes(UTF_8))
    val noise = Gen.oneOf(0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xa0, 0x9f, 0x90, 0x8f)
    val bytes = Gen.listOf(Gen.frequency(9 -> parts, 1 -> noise.map(b => Array(b.toByte))))
    forAll(bytes.map(_.flatten.toArray), minSuccessful(2000)) { bytes =>
      assert(isValid(bytes) == isDecoded(bytes))
    }
  }
}
