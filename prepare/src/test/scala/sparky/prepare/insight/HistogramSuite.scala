package sparky.prepare.insight

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.rank.{NumberBuckets, NumericSketch}

/** Bins that suit the values, and the same bins for other rows. */
class HistogramSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("a frequent value has a bin of its own, rare ones share, and what is outside is apart") {
    // 64 rows: half of them 0, then 1 to 32. A bin takes two rows, or one value.
    val h = Histogram.of(buckets(Seq.fill(32)(0f) ++ (1 to 32).map(_.toFloat)))
    assert(h.bounds.take(4) == Seq(0f, 1f, 3f, 5f) && h.bounds.last == 32.25f)
    assert(h.rows.take(4) == Seq(0L, 32L, 2L, 2L) && h.rows.last == 0L && h.rows.sum == 64)
    val other = Histogram.counted(buckets(Seq(-5f, 0f, 2f, 33f, 1e9f)), h.bounds)
    assert(other.rows.take(3) == Seq(1L, 1L, 1L) && other.rows.last == 2L)
  }

  test("no value, one bin") {
    assert(Histogram.of(buckets(Nil)) == Histogram(Vector.empty, Vector(0L)))
    assert(Histogram.counted(buckets(Seq(1f)), Vector.empty).rows == Seq(1L))
  }

  test("0 and -0 are one value, and the largest float32 has no bound behind it") {
    assert(Histogram.of(buckets(Seq(-0f, 0f))).rows == Seq(0L, 2L, 0L))
    assert(Histogram.of(buckets(Seq(Float.MaxValue))).rows == Seq(0L, 1L))
    assert(Histogram.of(buckets(Seq(-2f, -1f))).bounds == Seq(-2f, -1f, -0.99609375f))
  }

  test("bins ascend, hold every row once, and no two neighbours could be one") {
    val value = Gen.oneOf(Gen.choose(-20, 300).map(_.toFloat), Gen.choose(-1e6f, 1e6f))
    forAll(Gen.nonEmptyListOf(value)) { values =>
      val h = Histogram.of(buckets(values))
      assert(h.bounds == h.bounds.sorted.distinct && h.rows.size == h.bounds.size + 1)
      assert(h.rows.sum == values.size && h.rows.head == 0 && h.rows.last == 0)
      val inside = h.rows.drop(1).dropRight(1)
      assert(inside.zip(inside.drop(1)).forall { case (a, b) => a + b > values.size / 32.0 })
    }
  }

  private def buckets(values: Seq[Float]): NumberBuckets = {
    val sketch = new NumericSketch
    values.foreach(sketch.add)
    sketch.buckets
  }
}
