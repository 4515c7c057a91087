package sparky.prepare.insight.progress

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sparky.StageEvents

/** What is said of a stage, from what Spark tells of its tasks. */
class StageListenerSuite extends AnyFunSuite {
  private val count = StageListener.Property -> "count"
  private val parts = Vector(1000000000L, 500000000L)

  test("heartbeats tell how far running tasks are, and how long the rest will take") {
    val (listener, stage, time) = reading()
    stage.start(7, 0)
    assert(listener.text.contains("0 rows, 0.00 of 1.50 GB, 0 rows/s"))
    time.seconds = 10
    stage.heartbeat(7, 1000, 500000000)
    assert(listener.text.contains("1,000 rows, 0.50 of 1.50 GB, 100 rows/s, 20 s left"))
    time.seconds = 14
    assert(listener.text.contains("1,000 rows, 0.50 of 1.50 GB, 100 rows/s, 16 s left"))
  }

  test("a part counts once: two attempts, one that is killed, one that is tried again") {
    val (listener, stage, time) = reading()
    Seq(7L -> 0, 8L -> 0, 9L -> 1).foreach { case (task, part) => stage.start(task, part) }
    time.seconds = 10
    stage.heartbeat(7, 1000, 500000000)
    stage.heartbeat(8, 900, 400000000)
    stage.end(8, 0, 2000, well = true)
    stage.end(7, 0, 1500, well = false)
    assert(listener.text.contains("2,000 rows, 1.00 of 1.50 GB, 200 rows/s, 5 s left"))
    stage.end(9, 1, 300, well = false)
    assert(listener.text.contains("2,000 rows, 1.00 of 1.50 GB, 200 rows/s, 5 s left"))
    stage.start(10, 1)
    stage.end(10, 1, 1000, well = true)
    assert(listener.text.contains("3,000 rows, 1.50 of 1.50 GB, 300 rows/s, 0 s left"))
  }

  test("the stage behind merges, and a stage of another job is not looked at") {
    val (listener, stage, _) = reading()
    stage.start(7, 0)
    val other = new StageEvents(5, 2, listener)
    other.submit(StageListener.Property -> "encode")
    other.end(20, 0, 9999, well = true)
    assert(listener.text.contains("0 rows, 0.00 of 1.50 GB, 0 rows/s"))
    val merging = new StageEvents(6, 4, listener)
    merging.submit(count)
    merging.end(30, 3, 0, well = true)
    Seq(1, 2).foreach(_ => merging.end(31, 2, 0, well = true))
    assert(listener.text.contains("merging, 2 of 4 tasks"))
  }

  test("nothing is said before Spark has begun") {
    assert(new StageListener("count", parts, () => 0L).text.isEmpty)
  }

  private def reading(): (StageListener, StageEvents, Time) = {
    val time = new Time
    val listener = new StageListener("count", parts, () => time.seconds * 1000000000L)
    val stage = new StageEvents(4, 2, listener)
    stage.submit(count)
    (listener, stage, time)
  }

  /** A clock that a test sets. */
  final private class Time {
    var seconds = 0L
  }
}
