package sparky.prepare.insight.progress

import org.scalatest.funsuite.AnyFunSuite

/** Rows and bytes that are read, each part counted once, and what is said of them. */
class PartsReadSuite extends AnyFunSuite {

  test("a part counts once, as its farthest attempt, and as a whole when one has ended") {
    val read = new PartsRead(Vector(1000, 500))
    read.reach(0, 40, 400)
    read.reach(0, 30, 300)
    assert(read.done == Done(40, 400, 1500))
    read.reach(1, 90, 9000)
    assert(read.done == Done(130, 900, 1500))
    Seq(1, 2).foreach(_ => read.end(0, 100))
    assert(read.done == Done(190, 1500, 1500))
  }

  test("a line says rows, bytes, speed, and the time that is left") {
    val done = Done(1234567, 300000000, 1200000000)
    assert(
      ProgressText.reading(done, 10, 0) ==
        "1,234,567 rows, 0.30 of 1.20 GB, 123,456 rows/s, 30 s left"
    )
    assert(ProgressText.reading(done, 100, 0).endsWith(", 5 min 0 s left"))
    assert(ProgressText.reading(done, 5000, 0).endsWith(", 4 h 10 min left"))
    assert(ProgressText.reading(done, 10, 12).endsWith(" 123,456 rows/s, 18 s left"))
    assert(ProgressText.reading(done, 10, 60).endsWith(", 0 s left"))
  }

  test("nothing is said of the time that is left before something is done") {
    assert(
      ProgressText.reading(Done(0, 0, 1200000000), 0, 0) == "0 rows, 0.00 of 1.20 GB, 0 rows/s"
    )
  }
}
