package sparky.prepare.estimate

import scala.util.Random

import org.scalacheck.{Gen, Shrink}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** What a sample says of a larger log: by hand, and against logs whose truth is known. */
class CountSpectrumSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  // Three values once, one twice, one five times.
  private val small = new CountSpectrum(Map(1L -> 3L, 2L -> 1L, 5L -> 1L))

  test("of the sample itself everything is exact") {
    assert(small.distinctAt(1) == 5)
    assert(Seq(1L, 2L, 3L, 6L).map(small.frequentAt(1, _)) == Seq(5, 2, 1, 0))
  }

  test("half of the rows have a value of n rows with a chance of 1 - 1/2^n") {
    assert(small.distinctAt(0.5) == 3 * 0.5 + 0.75 + (1 - 1.0 / 32))
    assert(small.distinctAt(0) == 0)
  }

  test("where every value was seen often there are no others") {
    assert(new CountSpectrum(Map(50L -> 10L)).distinctAt(1000) == 10)
  }

  test("where every row had a value of its own every further row has, and none is frequent") {
    val keys = new CountSpectrum(Map(1L -> 100L))
    assert(math.abs(keys.distinctAt(20) - 2000) < 1e-6)
    assert(keys.frequentAt(20, 10) < 1)
  }

  test("nothing was sampled, nothing is expected") {
    val none = new CountSpectrum(Map.empty)
    assert((none.distinctAt(1), none.distinctAt(3), none.frequentAt(3, 10)) == ((0.0, 0.0, 0.0)))
  }

  test("a larger log has no fewer values, and fewer are frequent than there are") {
    implicit val whole: Shrink[Map[Long, Long]] = Shrink.shrinkAny
    val spectra = Gen.mapOf(Gen.zip(Gen.choose(1L, 40L), Gen.choose(1L, 1000L)))
    forAll(spectra, Gen.choose(0.01, 50.0), Gen.choose(1.0, 3.0), Gen.choose(2L, 30L)) {
      (values, scale, more, minCount) =>
        val spectrum = new CountSpectrum(values)
        val distinct = spectrum.distinctAt(scale)
        assert(spectrum.distinctAt(scale * more) >= distinct * (1 - 1e-4))
        assert(spectrum.frequentAt(scale, minCount) <= distinct * (1 + 1e-9))
    }
  }

  test(
    "of a tenth of a log with a power law it is within a sixth, for frequent values within two fifths"
  ) {
    Seq(0.9, 1.1, 1.4).foreach { exponent =>
      val log = drawn(exponent, values = 200000, rows = 500000)
      val spectrum = new CountSpectrum(counts(log.take(log.length / 10)))
      val all = counts(log)
      def truth(minCount: Long): Double =
        all.collect { case (n, k) if n >= minCount => k }.sum.toDouble
      assert(math.abs(spectrum.distinctAt(10) / truth(1) - 1) < 1 / 6.0, s"$exponent")
      Seq(2L, 10L, 100L).foreach { minCount =>
        val ratio = spectrum.frequentAt(10, minCount) / truth(minCount)
        assert(math.abs(ratio - 1) < 0.4, s"$exponent, $minCount")
      }
    }
  }

  /** Ranks with probabilities in proportion to rank to the -exponent. */
  private def drawn(exponent: Double, values: Int, rows: Int): Array[Int] = {
    val random = new Random(4)
    val sums = (1 to values).map(math.pow(_, -exponent)).scanLeft(0.0)(_ + _).toArray
    Array.fill(rows) {
      val found = java.util.Arrays.binarySearch(sums, random.nextDouble() * sums.last)
      if (found >= 0) found else -found - 1
    }
  }

  private def counts(log: Array[Int]): Map[Long, Long] =
    log.groupMapReduce(identity)(_ => 1L)(_ + _).values.groupMapReduce(identity)(_ => 1L)(_ + _)
}
