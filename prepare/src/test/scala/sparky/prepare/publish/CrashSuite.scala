package sparky.prepare.publish

import sparky.prepare.{ApplicationSuite, Fault}
import sparky.prepare.input.SplitTally
import sparky.prepare.reject.{Reject, RejectWriter, Staging}
import sparky.prepare.row.BadRow
import sparky.prepare.storage.Storage

/** A run that breaks down leaves the earlier output or the new one, and can be run again. */
class CrashSuite extends ApplicationSuite {
  private lazy val context = ApplicationSuite.session.sparkContext
  private lazy val train = new CrashTrial(context, "train", newFolder())
  private lazy val evaluate = new CrashTrial(context, "evaluate", newFolder())

  test("a train run that is dead from any of four operations on can be run again") {
    at(train, 0, 40, 75, 95).foreach(n => assert(train.survive(Fault.Dead(n)) != 0))
  }

  test("an evaluate run that is dead from any of two operations on can be run again") {
    at(evaluate, 50, 90).foreach(n => assert(evaluate.survive(Fault.Dead(n)) != 0))
  }

  test("a disk that is full from an operation on fails the run, and no output is torn") {
    at(train, 10, 60).foreach(n => assert(train.survive(Fault.DiskFull(n)) != 0))
  }

  test("an operation that fails once tears nothing, and nothing counts twice") {
    at(train, 30, 65).foreach(n => train.survive(Fault.Once(n)))
  }

  test("a run that fails after the decisive step of a commit has committed") {
    assert(train.survive(Fault.RenameOnto("artifacts/schema.json")) != 0)
    assert(evaluate.survive(Fault.RenameOnto("evaluate/schema.json")) != 0)
  }

  test("two attempts of a task at the same time leave its rejects and its tally once") {
    val storage = new Storage(context.hadoopConfiguration)
    val staging = Staging(newFolder().toString)
    val writers = Seq(7L, 8L).map(new RejectWriter(storage, staging, 3, _))
    val reject = Reject("log.tsv", Some(0), 0, 0, BadRow(None, "3 fields", "1 field"), 0)
    writers.foreach(_.add(reject))
    val tally = SplitTally(3, Seq(1L), 0, 1, 0)
    writers.zip(Seq(7L, 8L)).foreach { case (writer, attempt) =>
      writer.finish()
      staging.writeTally(storage, tally, attempt)
    }
    assert(staging.readRejects(storage, 3)(_.toList) == List(reject))
    assert(staging.readTally(storage, 3) == tally)
  }

  /** The operations after so many percent of all. */
  private def at(trial: CrashTrial, percent: Int*): Seq[Int] =
    percent.map(1 + trial.operations * _ / 100)
}
