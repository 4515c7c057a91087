package sparky.prepare.insight

import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Values and figures as a person reads them. */
class ShownSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("what would not show, or would turn the text around, is shown by its code") {
    assert(
      Shown.text("a\u0000b\u001b[2Jc\u202ed\u2028é😀", 99) ==
        "a\\u{0}b\\u{1b}[2Jc\\u{202e}d\\u{2028}é😀"
    )
  }

  test("a long value is cut, and its length told") {
    assert(Shown.text("é" * 10000, 3) == "ééé… (10,000 characters)")
    assert(Shown.text("😀😀😀", 3) == "😀😀😀")
  }

  test("no value can move the cursor of a terminal") {
    forAll { (value: String) =>
      assert(!Shown.text(value, 50).exists(c => c < ' ' || c == '\u007f'))
    }
  }

  test("figures are short, and a rate that is not 0 does not show as 0") {
    assert(
      Seq(0.0, 0.00001, 0.12345, 1.0)
        .map(Shown.rate) == Seq("0.00 %", "< 0.01 %", "12.35 %", "100.00 %")
    )
    assert(
      Seq(0.0, -3.0, 1234567.0, 0.123456, 26973.4, 1e-7, 2.5e20).map(Shown.number) ==
        Seq("0", "-3", "1,234,567", "0.1235", "26,973", "1.000e-07", "2.500e+20")
    )
  }
}
