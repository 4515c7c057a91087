package sparky.prepare.encode

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Which vocabularies go to every executor. */
class SplitIdsSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("the largest columns are shuffled, until the others fit") {
    val bytes = Seq(10L, 500L, 20L, 300L, 10L)
    assert(SplitIds.tooLarge(bytes, 840) == Nil)
    assert(SplitIds.tooLarge(bytes, 839) == Seq(1))
    assert(SplitIds.tooLarge(bytes, 340) == Seq(1))
    assert(SplitIds.tooLarge(bytes, 339) == Seq(1, 3))
    assert(SplitIds.tooLarge(bytes, 19) == Seq(0, 1, 2, 3))
    assert(SplitIds.tooLarge(bytes, 0) == Seq(0, 1, 2, 3, 4))
    assert(SplitIds.tooLarge(Nil, 0) == Nil)
  }

  test("what is left fits, and without the last of the shuffled it would not") {
    forAll(Gen.listOf(Gen.choose(1L, 50L)), Gen.choose(0L, 200L)) { (bytes, limit) =>
      val large = SplitIds.tooLarge(bytes, limit)
      val rest = bytes.sum - large.map(bytes).sum
      assert(rest <= limit)
      if (large.nonEmpty) assert(rest + large.map(bytes).min > limit)
    }
  }
}
