package sparky.prepare.select

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.row.LineBytes

/** What is at or above a value: numbers as numbers, all else as bytes. */
class ThresholdSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("numbers are compared as numbers, exactly") {
    assert(isAtOrAbove("10", from = "9") && !isAtOrAbove("9", from = "10"))
    assert(isAtOrAbove("-1", from = "-1.0") && !isAtOrAbove("-2", from = "-1.5"))
    assert(isAtOrAbove("1700000001", from = "1700000000.5"))
    assert(!isAtOrAbove("1700000000.4", from = "1700000000.5"))
    assert(isAtOrAbove("1e3", from = "999") && isAtOrAbove("007", from = "7"))
  }

  test("other texts are compared as bytes, so dates of ISO 8601 by time") {
    assert(isAtOrAbove("2024-05-02", from = "2024-05-02"))
    assert(isAtOrAbove("2024-05-02T00:00", from = "2024-05-02"))
    assert(!isAtOrAbove("2024-05-01T23:59", from = "2024-05-02"))
    assert(isAtOrAbove("2024-05-02", from = "2024") && !isAtOrAbove("2023-12-31", from = "2024"))
    assert(isAtOrAbove("é", from = "z") && !isAtOrAbove("", from = "a"))
  }

  test("any two integers and any two texts are in their own order") {
    forAll { (one: Long, other: Long) =>
      val (a, b) = (one >> 5, other >> 5)
      assert(isAtOrAbove(s"$a", from = s"$b") == (a >= b))
    }
    forAll(Gen.alphaStr, Gen.alphaStr) { (one, other) =>
      assert(isAtOrAbove(s"x$one", from = s"x$other") == (one >= other))
    }
  }

  private def isAtOrAbove(field: String, from: String): Boolean = {
    val bytes = s"\t$field".getBytes(UTF_8)
    val padded = Arrays.copyOf(bytes, bytes.length + LineBytes.Padding)
    Threshold(from).comparison.isAtOrAbove(padded, 1, bytes.length)
  }
}
