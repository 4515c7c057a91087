package sparky.prepare.insight

import scala.util.Random

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** The distances on numbers that a person can check, and what chance explains of them. */
class DistancesSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val log = Distances.confidence(100)

  test("the L-infinity distance is the largest difference of shares, and says where it is") {
    // Here 50, 30 and 20 of a hundred; there 60 %, 10 % and 30 %.
    val d = norm(Array(50, 30, 20), 100, Array(0.6, 0.1, 0.3), 1000)
    assert(math.abs(d.distance - 0.2) < 1e-15 && d.at == 1)
  }

  test("the Jensen-Shannon divergence is 0 of equal shares, 1 of disjoint ones, and in bits") {
    assert(js(Seq(1, 1, 2), Seq(100, 100, 200)).distance == 0.0)
    assert(js(Seq(7, 0), Seq(0, 9)).distance == 1.0)
    // Half and half against all: (1/2 log2(2/3) + 1/2 log2(2) + log2(4/3)) / 2.
    val expected =
      (0.5 * math.log(2.0 / 3) + 0.5 * math.log(2) + math.log(4.0 / 3)) / 2 / math.log(2)
    assert(math.abs(js(Seq(5, 5), Seq(20, 0)).distance - expected) < 1e-15)
    assert(js(Seq(5, 5), Seq(20, 0)).at == 1)
  }

  test("both are those of their definitions, symmetric, and from 0 to 1") {
    val counts = Gen.listOfN(6, Gen.choose(0L, 50L)).suchThat(_.sum > 0)
    forAll(counts, counts) { (one, other) =>
      val (p, q) = (shares(one), shares(other))
      val middle = p.zip(q).map { case (a, b) => (a + b) / 2 }
      def kl(a: Seq[Double]): Double =
        a.zip(middle).collect { case (x, m) if x > 0 => x * math.log(x / m) / math.log(2) }.sum
      val d = js(one, other)
      assert(math.abs(d.distance - (kl(p) + kl(q)) / 2) < 1e-12)
      assert(math.abs(js(other, one).distance - d.distance) < 1e-12 && d.distance <= 1)
      assert(d.beyondChance >= 0 && d.beyondChance <= d.distance)
      val n = norm(one.toArray, one.sum, q.toArray, other.sum)
      assert(math.abs(n.distance - p.zip(q).map(x => math.abs(x._1 - x._2)).max) < 1e-15)
      assert(n.beyondChance >= 0 && n.beyondChance <= n.distance)
    }
  }

  test("two samples of one source raise no alarm, however small one of them is") {
    val random = new Random(5)
    val weights = (1 to 200).map(1.0 / _)
    Seq(1, 10, 100, 3000).foreach { rows =>
      (1 to 20).foreach { _ =>
        val (one, other) = (sample(random, weights, rows), sample(random, weights, 20000))
        val n = norm(one, rows.toLong, shares(other.toSeq).toArray, 20000)
        assert(n.beyondChance == 0.0 && js(one.toSeq, other.toSeq).beyondChance == 0.0)
      }
    }
  }

  test("a hundred rows show that a value went from one row of ten to nine of ten") {
    val d = norm(Array(90, 10), 100, Array(0.1, 0.9), 100000)
    assert(math.abs(d.distance - 0.8) < 1e-15 && d.beyondChance > 0.3)
    assert(js(Seq(90, 10), Seq(10000, 90000)).beyondChance > 0.2)
  }

  test("more rows leave less to chance") {
    def left(n: Long): Double =
      norm(Array(3 * n, 7 * n), 10 * n, Array(0.2, 0.8), 10 * n).beyondChance
    assert(left(10) == 0.0 && left(10000) > left(1000) && left(1000000) > 0.098)
  }

  private def norm(
      one: Array[Long],
      rows: Long,
      other: Array[Double],
      otherRows: Long
  ): Distances.Distance = {
    val error = Distances.shareError(_: Double, rows, otherRows, log)
    Distances.infinityNorm(one, rows, other, otherRows, error)
  }

  private def js(one: Seq[Long], other: Seq[Long]): Distances.Distance =
    Distances.jensenShannon(one.toIndexedSeq, other.toIndexedSeq, log)

  private def shares(counts: Seq[Long]): Seq[Double] = counts.map(_.toDouble / counts.sum)

  private def sample(random: Random, weights: Seq[Double], rows: Int): Array[Long] = {
    val cumulative = weights.scanLeft(0.0)(_ + _).tail
    val counts = new Array[Long](weights.size)
    (1 to rows).foreach { _ =>
      val place = random.nextDouble() * cumulative.last
      counts(cumulative.indexWhere(_ > place)) += 1
    }
    counts
  }
}
