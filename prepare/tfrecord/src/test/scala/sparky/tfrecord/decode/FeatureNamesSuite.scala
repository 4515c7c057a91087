package sparky.tfrecord
package decode

import java.nio.charset.StandardCharsets.UTF_8

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Names are found in the order they came last time, in any other, and among thousands of others. */
class FeatureNamesSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val slots =
    Seq("a", "ab", "", "ü", "eight-8!", "number-12", "first-long-name").map(new FeatureSlot(_))

  private def found(names: FeatureNames, name: String): String = {
    val bytes = s"<$name>".getBytes(UTF_8)
    val slot = names.slot(bytes, 1, bytes.length - 1)
    if (slot == null) "nothing" else slot.name
  }

  private def expected(name: String): String =
    if (slots.exists(_.name == name)) name else "nothing"

  /** Some are as long as a name asked for, and end, or begin, as it does. */
  private val others = Seq(
    "b",
    "abc",
    "A" * 300,
    "eight-9!",
    "Number-12",
    "humber-12",
    "number-13",
    "First-long-name",
    "first-lONg-name",
    "first-long-namE"
  )

  test("any names in any order, record after record") {
    val names = new FeatureNames(slots, _ => null)
    val name = Gen.oneOf(slots.map(_.name) ++ others)
    forAll(Gen.listOf(name)) { record =>
      names.restart()
      for (name <- record) assert(found(names, name) == expected(name))
    }
  }

  test("more other names than are remembered") {
    val names = new FeatureNames(slots, _ => null)
    for (_ <- 1 to 2) {
      names.restart()
      for (i <- 1 to 3000) {
        assert(found(names, s"other $i") == "nothing")
        assert(found(names, "ab") == "ab")
      }
    }
  }

  test("other names have slots of their own where that is asked for") {
    val names = new FeatureNames(slots, bytes => new FeatureSlot(new String(bytes, UTF_8)))
    for (_ <- 1 to 2) {
      names.restart()
      for (i <- 1 to 3000) assert(found(names, s"other $i") == s"other $i")
    }
  }
}
