package sparky.prepare

import org.scalatest.funsuite.AnyFunSuite

/** Flags: their defaults, and what is said of those that do not exist. */
class CommandLineSuite extends AnyFunSuite {
  private val paths = Seq("-i", "in", "-o", "out", "-x", "art")

  test("what is not said has its default") {
    val params = CommandLine.parse(paths).getOrElse(fail("expected parameters"))
    assert(params == Params(in = Seq("in"), out = "out", artifacts = "art"))
    assert((params.mode, params.numPartitions, params.recordRows) == ((Mode.Train, 8, 1024)))
    assert((params.allowedBadRows, params.labelChoice) == ((Some(0), "present")))
    val predict = params.copy(mode = Mode.Predict)
    assert((predict.recordRows, predict.allowedBadRows, predict.labelChoice) == ((1, None, "auto")))
  }

  test("every flag is taken, long or short") {
    val flags = Seq(
      "--base",
      "b",
      "--mode",
      "predict",
      "--numPartitions",
      "3",
      "--schema",
      "s",
      "--label",
      "absent"
    ) ++
      Seq("--key", "line", "--rows-per-record", "7", "--max-bad-rows", "5", "--limit", "9")
    val long = CommandLine.parse(Seq("--in", "in", "--out", "out", "--artifacts", "art") ++ flags)
    val short =
      CommandLine.parse(paths ++ Seq("-b", "b", "-m", "predict", "-n", "3") ++ flags.drop(6))
    assert(
      long.contains(
        Params(
          "b",
          Seq("in"),
          "out",
          "art",
          Mode.Predict,
          3,
          Some("s"),
          Some("absent"),
          Some("line"),
          Some(7),
          Some(5L),
          Some(9L)
        )
      )
    )
    assert(short == long)
  }

  test("--in may be there several times, and a comma is part of a glob") {
    val params = CommandLine.parse(paths ++ Seq("--in", "{a,b}/*", "-i", "c"))
    assert(params.map(_.in) == Right(Seq("in", "{a,b}/*", "c")))
  }

  test("--help prints every flag with its default") {
    val help = CommandLine.parse(Seq("--help")).left.getOrElse(fail("expected help"))
    Seq(
      "-b, --base PREFIX" -> "(default: none)",
      "-i, --in GLOB" -> "may be there several times (required)",
      "--format delimited|parquet|table|…" -> "(default: the schema's)",
      "-o, --out DIR" -> "(required, but not for analyze)",
      "-x, --artifacts DIR" -> "(required)",
      "-m, --mode train|evaluate|predict|analyze|transform" -> "(default: train)",
      "-n, --numPartitions N" -> "(default: 8)",
      "--schema FILE" -> "(default: Criteo; evaluate and predict: that of the artifacts)",
      "--label present|absent|auto" -> "(default: present; predict: auto)",
      "--key none|line|COLUMN" -> "(default: the schema's key column, if any)",
      "--rows-per-record N" -> "(default: 1024; predict: 1)",
      "--max-bad-rows N" -> "(default: 0; predict: no limit)",
      "--limit N" -> "(default: all)",
      "--min-count N" -> "(default: the schema's)",
      "--max-vocabulary N" -> "(default: the schema's)"
    ).foreach { case (flag, default) =>
      val described = help.drop(help.indexOf(flag)).take(400)
      assert(help.contains(flag) && described.contains(default), s"$flag in\n$help")
    }
  }

  test("an unknown flag is refused with the nearest known one") {
    refuses(
      paths ++ Seq("--artefacts", "x"),
      "unknown flag --artefacts (did you mean \"--artifacts\"?)"
    )
    refuses(
      paths ++ Seq("--max_bad_rows=3"),
      "unknown flag --max_bad_rows (did you mean \"--max-bad-rows\"?)"
    )
    refuses(paths ++ Seq("--compression", "gzip"), "unknown flag --compression")
  }

  test("values that are not allowed are refused") {
    refuses(
      paths ++ Seq("-m", "evalute"),
      "--mode: expected train, evaluate, predict, analyze, transform, " +
        "received evalute (did you mean \"evaluate\"?)"
    )
    refuses(
      paths ++ Seq("-n", "0"),
      "--numPartitions: expected an integer from 1 to 100000, received 0"
    )
    refuses(
      paths ++ Seq("-n", "many"),
      "--numPartitions: expected an integer from 1 to 100000, received many"
    )
    refuses(
      paths ++ Seq("--rows-per-record", "0"),
      "--rows-per-record: expected an integer from 1 to 1000000, received 0"
    )
    refuses(
      paths ++ Seq("--max-bad-rows", "-1"),
      "--max-bad-rows: expected an integer from 0, received -1"
    )
    refuses(paths ++ Seq("--label", "yes"), "--label: expected present, absent, auto, received yes")
  }

  test("what is required is asked for") {
    refuses(Seq("-o", "out", "-x", "art"), "Missing option --in")
    refuses(Seq("-i", "in", "-o", "out"), "Missing option --artifacts")
    refuses(Seq("-i", "in", "-x", "art"), "Missing option --out")
    refuses(
      paths ++ Seq("-m", "analyze"),
      "--out: expected none, since analyze writes no records, received out"
    )
  }

  private def refuses(args: Seq[String], message: String): Unit = {
    val error = intercept[UsageError](CommandLine.parse(args))
    assert(error.getMessage == message)
    assert(error.exitCode == 2)
  }
}
