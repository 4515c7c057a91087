package sparky.prepare.rank

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, DataInputStream, DataOutputStream}

import scala.util.Random

import org.scalacheck.{Gen, Shrink}
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.schema.Distribution

/** Numeric statistics: right, and the same for every order and partitioning. */
class NumericSketchSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  implicit override val generatorDrivenConfig: PropertyCheckConfiguration =
    PropertyCheckConfiguration(minSuccessful = 50)
  implicit private val whole: Shrink[List[Float]] = Shrink.shrinkAny

  private val values: Gen[List[Float]] = Gen.nonEmptyListOf(
    Gen.frequency(
      3 -> Gen.choose(-100, 1000).map(_.toFloat),
      1 -> Gen.choose(-1e30f, 1e30f),
      1 -> Gen.choose(-1e-3f, 1e-3f),
      1 -> Gen.oneOf(0f, -0f, 1e-45f, Float.MaxValue, 0.1f)
    )
  )

  test("one, two, three and four have the moments and quantiles of the textbook") {
    val d = distribution(Seq(1f, 2f, 3f, 4f))
    assert((d.min, d.max, d.mean, d.std) == ((1f, 4f, 2.5, math.sqrt(1.25))))
    val logs = Seq(2, 3, 4, 5).map(x => math.log(x.toDouble))
    assert(math.abs(d.logMean - logs.sum / 4) < 1e-15)
    assert(d.quantiles.map(_._1) == Seq("0.01", "0.05", "0.25", "0.5", "0.75", "0.95", "0.99"))
    assert(d.quantiles.map(_._2) == Seq(1f, 1f, 1f, 2f, 3f, 4f, 4f))
  }

  test("negative values have the quantiles of their order and the logarithm of their magnitude") {
    val d = distribution(Seq(-4f, -2f, -1f, 0f))
    assert(d.quantiles.map(_._2) == Seq(-4f, -4f, -4f, -2f, -1f, 0f, 0f))
    assert(math.abs(d.logMean + math.log(5.0 * 3 * 2) / 4) < 1e-15)
  }

  test("no value, no distribution") {
    assert(new NumericSketch().distribution.isEmpty)
  }

  test("the distribution is bit for bit the same in any order and any parts") {
    forAll(values, Gen.choose(1, 5), Gen.long) { (list, parts, seed) =>
      val shuffled = new Random(seed).shuffle(list)
      val merged = new NumericSketch
      (0 until parts).foreach { part =>
        val sketch = new NumericSketch
        shuffled.zipWithIndex.collect { case (v, i) if i % parts == part => sketch.add(v) }
        val bytes = new ByteArrayOutputStream
        sketch.write(new DataOutputStream(bytes))
        merged.merge(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray)))
      }
      assert(merged.distribution.contains(distribution(list)))
    }
  }

  test("the moments are those of the values in double precision, a quantile is within one percent") {
    forAll(values) { list =>
      val d = distribution(list)
      val doubles = list.map(_.toDouble)
      val mean = doubles.sum / list.size
      val std = math.sqrt(doubles.map(x => (x - mean) * (x - mean)).sum / list.size)
      val scale = doubles.map(math.abs).max
      assert(math.abs(d.mean - mean) <= 1e-12 * scale && math.abs(d.std - std) <= 1e-9 * scale)
      val median = list.sorted(Ordering.Float.TotalOrdering)((list.size - 1) / 2)
      assert(math.abs(d.quantiles(3)._2 - median) <= 0.01 * math.abs(median) + 1e-38)
    }
  }

  private def distribution(values: Seq[Float]): Distribution = {
    val sketch = new NumericSketch
    values.foreach(sketch.add)
    sketch.distribution.get
  }
}
