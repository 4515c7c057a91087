package sparky.prepare

import org.scalatest.funsuite.AnyFunSuite

/** What `--max-skew` takes. */
class SkewFlagsSuite extends AnyFunSuite {
  private val common = Seq("-i", "log", "-o", "out", "-x", "art")

  test("a decimal from 0 to 1 is the limit; without it there is none") {
    val skews =
      Seq("0", "0.05", ".5", "1").map(r => parsed("-m", "evaluate", "--max-skew", r).maxSkew)
    assert(skews == Seq(Some(0.0), Some(0.05), Some(0.5), Some(1.0)))
    assert(parsed("-m", "evaluate").maxSkew.isEmpty)
  }

  test("anything else is refused with what was expected") {
    Seq("-0.1", "1.01", "5 %", "", "1e-2", "NaN").foreach { r =>
      val message = s"--max-skew: expected a decimal from 0 to 1, received $r"
      assert(refusal("-m", "evaluate", s"--max-skew=$r") == message)
    }
  }

  test("a mode that makes the artifacts has nothing to compare its rows with") {
    assert(
      refusal("-m", "train", "--max-skew", "0.1") ==
        "--max-skew: expected none, since train makes the artifacts of its own rows, received 0.1"
    )
  }

  test("a train run that holds rows out compares these") {
    val heldOut = Seq("--evaluate-out", "e", "--split", "hash", "--evaluate-share", "0.1")
    assert(parsed(heldOut ++ Seq("--max-skew", "0.1"): _*).maxSkew.contains(0.1))
  }

  private def parsed(flags: String*): Params = CommandLine.parse(common ++ flags).toOption.get

  private def refusal(flags: String*): String =
    intercept[UsageError](CommandLine.parse(common ++ flags)).getMessage
}
