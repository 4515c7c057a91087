package sparky.prepare.row

import java.util.Arrays

import org.scalacheck.{Arbitrary, Gen}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Eight bytes at a time, against one at a time. */
class LineBytesSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val bytes =
    Gen.listOf(Gen.frequency(2 -> Arbitrary.arbitrary[Byte], 1 -> Gen.const(9.toByte)))

  test("a word has the first byte in its lowest bits") {
    assert(LineBytes.word((1 to 9).map(_.toByte).toArray, 1) == 0x0908070605040302L)
  }

  test("the first match of a word is the first byte that has it") {
    forAll(Gen.listOfN(8, Gen.oneOf(9.toByte, 8.toByte, 10.toByte, -119.toByte))) { list =>
      val found = LineBytes.matches(LineBytes.word(list.toArray, 0), LineBytes.repeated(9))
      if (found == 0) assert(!list.contains(9.toByte))
      else assert(LineBytes.first(found) == list.indexOf(9.toByte))
    }
  }

  test("a byte is found where it first stands inside the bounds") {
    forAll(bytes, Gen.choose(0, 40), Gen.choose(0, 40)) { (list, one, other) =>
      val (from, until) = (one.min(other).min(list.size), one.max(other).min(list.size))
      val padded = Arrays.copyOf(list.toArray, list.size + LineBytes.Padding)
      val expected = list.indexOf(9.toByte, from)
      val found = LineBytes.indexOf(padded, LineBytes.repeated(9), from, until)
      assert(found == (if (expected < until) expected else -1))
    }
  }
}
