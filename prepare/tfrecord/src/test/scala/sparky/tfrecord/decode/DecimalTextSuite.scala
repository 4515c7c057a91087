package sparky.tfrecord
package decode

import java.math.{BigDecimal => JavaDecimal}
import java.nio.charset.StandardCharsets.US_ASCII

import scala.util.Try

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Decimals as text, against the JDK's parser and a regular expression. */
class DecimalTextSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  private def parse(text: String, precision: Int, scale: Int): Option[JavaDecimal] = {
    val bytes = s"<$text>".getBytes(US_ASCII)
    Option(DecimalText.parse(bytes, 1, bytes.length - 1, precision, scale))
  }

  test("zeros that do not count are taken, digits that do not fit are not") {
    assert(parse("007.10", 3, 1).contains(new JavaDecimal("7.1")))
    assert(parse("-0.00", 1, 0).contains(new JavaDecimal("0")))
    assert(parse("0.01", 2, 2).contains(new JavaDecimal("0.01")))
    assert(parse("1.00", 2, 2).isEmpty)
    assert(parse("0.001", 2, 2).isEmpty)
    assert(parse("9" * 38, 38, 0).contains(new JavaDecimal("9" * 38)))
    assert(parse("9" * 39, 38, 0).isEmpty)
    assert(parse("1" + "0" * 99, 38, 0).isEmpty)
    assert(parse("0" * 100, 38, 0).contains(new JavaDecimal("0")))
    assert(parse("0" * 101, 38, 0).isEmpty)
  }

  test("any text is what the JDK makes of it, or nothing") {
    val texts = Gen.listOf(Gen.oneOf("0123456789.-+eE ")).map(_.mkString)
    forAll(texts, Gen.choose(1, 38), Gen.choose(0, 38), minSuccessful(1000)) {
      (text, precision, room) =>
        val scale = math.min(room, precision)
        // The JDK also takes an exponent, and a large one makes a number of a billion digits.
        val isPlain = text.matches("-?[0-9]+(\\.[0-9]+)?")
        val exact = if (isPlain) Try(new JavaDecimal(text).setScale(scale)).toOption else None
        val expected = exact.filter(_.precision <= precision)
        assert(parse(text, precision, scale) == expected)
    }
  }
}
