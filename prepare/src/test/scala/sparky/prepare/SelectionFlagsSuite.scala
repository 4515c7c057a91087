package sparky.prepare

import org.scalatest.funsuite.AnyFunSuite

/** What is held out and drawn: flags that go together, and those that do not. */
class SelectionFlagsSuite extends AnyFunSuite {
  private val paths = Seq("-i", "in", "-o", "out", "-x", "art")

  test("the flags are taken") {
    val flags = Seq("--evaluate-out", "e", "--split", "hash", "--evaluate-share", "0.1") ++
      Seq("--negative-rate", "1", "--sample-seed", "7")
    val params = CommandLine.parse(paths ++ flags).getOrElse(fail("expected parameters"))
    val share = Some(BigDecimal("0.1"))
    val rate = Some(BigDecimal(1))
    val expected = SelectionParams(Some("e"), Some("hash"), share, None, rate, Some(7L))
    assert(params.selection == expected)
  }

  test("a value may be negative, or look like a flag") {
    Seq("-5", "--x").foreach { value =>
      val flags = Seq("--evaluate-out", "e", "--split", "n", "--evaluate-from", value)
      val params = CommandLine.parse(paths ++ flags).getOrElse(fail("expected parameters"))
      assert(params.selection.from.contains(value))
    }
  }

  test("what lacks its other half is refused") {
    refuses(
      Seq("--evaluate-out", "e"),
      "--evaluate-out: expected --split with it, received e alone"
    )
    refuses(Seq("--split", "hash"), "--split: expected --evaluate-out with it, received hash alone")
    val out = Seq("--evaluate-out", "e")
    refuses(
      out ++ Seq("--split", "order"),
      "--split: expected --evaluate-share with it, received order alone"
    )
    refuses(
      out ++ Seq("--split", "day"),
      "--split: expected --evaluate-from with it, received day alone"
    )
    refuses(
      Seq("--sample-seed", "3"),
      "--sample-seed: expected none without --negative-rate, received 3"
    )
  }

  test("what does not go with the way of splitting is refused") {
    val out = Seq("--evaluate-out", "e", "--evaluate-from", "5")
    refuses(
      out ++ Seq("--split", "hash", "--evaluate-share", ".5"),
      "--evaluate-from: expected none without --split COLUMN, received 5"
    )
    refuses(
      out ++ Seq("--split", "day", "--evaluate-share", ".5"),
      "--evaluate-share: expected none without --split hash or order, received 0.5"
    )
  }

  test("shares are between 0 and 1") {
    Seq("0", "1", "1.5", "-1", "x", "1e-3", "0.", "").foreach { share =>
      val message =
        s"--evaluate-share: expected a decimal number above 0 and below 1, received $share"
      refuses(Seq("--evaluate-share", share), message)
    }
    refuses(
      Seq("--negative-rate", "1.1"),
      "--negative-rate: expected a decimal number above 0 and up to 1, received 1.1"
    )
  }

  test("modes that take every row refuse them") {
    Seq("evaluate", "predict", "transform").foreach { mode =>
      refuses(
        Seq("-m", mode, "--negative-rate", "0.1"),
        s"--negative-rate: expected none, since $mode takes every row, received 0.1"
      )
    }
  }

  private def refuses(flags: Seq[String], message: String): Unit =
    assert(intercept[UsageError](CommandLine.parse(paths ++ flags)).getMessage == message)
}
