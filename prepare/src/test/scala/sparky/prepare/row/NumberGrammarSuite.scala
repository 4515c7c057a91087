package sparky.prepare.row

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.Golden

/** The number grammars against the golden table and against the JDK's own parsers. */
class NumberGrammarSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  implicit override val generatorDrivenConfig: PropertyCheckConfiguration =
    PropertyCheckConfiguration(minSuccessful = 2000)
  private val IntegerPattern = "-?[0-9]{1,18}"
  private val RealPattern = "-?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,4})?"

  test(
    "every token of the golden table is the float32 that exact arithmetic gives, in both grammars"
  ) {
    val entries = Golden.table("numbers.json")
    assert(entries.size > 60)
    entries.foreach { entry =>
      val text = entry.get("text").textValue
      withClue(s"'$text' as integer: ")(assert(same(integer(text), float(entry.get("integer")))))
      withClue(s"'$text' as real: ")(assert(same(real(text), float(entry.get("real")))))
    }
  }

  test("near-numbers are integers exactly when the pattern says so") {
    forAll(nearNumbers) { text =>
      val expected = if (text.matches(IntegerPattern)) Some(text.toLong.toFloat) else None
      assert(same(integer(text), expected))
    }
  }

  test("near-numbers are the float32 of the JDK exactly when the pattern says so") {
    forAll(nearNumbers) { text =>
      val expected =
        if (text.matches(RealPattern)) Some(text.toFloat).filterNot(_.isInfinite) else None
      assert(same(real(text), expected))
    }
  }

  test("short decimals are divided to the same float32 as the JDK parses") {
    forAll(Gen.choose(0L, 99999999L), Gen.choose(0, 8), Gen.oneOf("", "-")) {
      (digits, decimals, sign) =>
        val text = f"$digits%08d"
        val decimal = sign + text.dropRight(decimals) + "." + text.takeRight(decimals)
        assert(same(real(decimal), Some(decimal.toFloat)))
    }
  }

  test("a number of 64 characters is one, of 65 is none") {
    assert(real("0." + "1" * 62).contains(0.11111111f))
    assert(real("0." + "1" * 63).isEmpty)
  }

  private val nearNumbers: Gen[String] = Gen.frequency(
    3 -> Gen.listOf(Gen.oneOf("0123456789.-+eE ")).map(_.mkString),
    2 -> Gen.choose(Long.MinValue, Long.MaxValue).map(_.toString),
    2 -> Gen.choose(-1e40, 1e40).map(_.toString),
    2 -> Gen.choose(-1e3f, 1e3f).map(_.toString),
    1 -> Gen.choose(0, Int.MaxValue).map(bits => java.lang.Float.intBitsToFloat(bits).toString)
  )

  private def integer(text: String): Option[Float] = {
    val bytes = padded(text)
    val value = NumberGrammar.integer(bytes, 1, bytes.length - LineBytes.Padding)
    if (value == Long.MinValue) None else Some(value.toFloat)
  }

  private def real(text: String): Option[Float] = {
    val bytes = padded(text)
    Some(NumberGrammar.real(bytes, 1, bytes.length - LineBytes.Padding)).filterNot(_.isNaN)
  }

  // A digit stands before and behind, which the parser must not see.
  private def padded(text: String): Array[Byte] = {
    val bytes = s"7$text".getBytes(UTF_8)
    val room = Arrays.copyOf(bytes, bytes.length + LineBytes.Padding)
    Arrays.fill(room, bytes.length, room.length, '7'.toByte)
    room
  }

  private def float(node: com.fasterxml.jackson.databind.JsonNode): Option[Float] =
    if (node.isNull) None else Some(node.doubleValue.toFloat)

  // -0.0 and 0.0 are different bytes in a record.
  private def same(one: Option[Float], other: Option[Float]): Boolean =
    one.map(java.lang.Float.floatToIntBits) == other.map(java.lang.Float.floatToIntBits)
}
