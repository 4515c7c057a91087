package sparky.prepare.insight.progress

import java.io.{ByteArrayOutputStream, PrintStream}

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sparky.TaskInput

import sparky.prepare.ApplicationSuite

/** What a terminal shows of a running stage, and what a file does not. */
class ProgressPrinterSuite extends AnyFunSuite {

  test("a terminal's line tells what tasks have read, then that they merge, and is erased") {
    val bytes = new ByteArrayOutputStream
    val printer = new ProgressPrinter(new PrintStream(bytes, true), true, 20)
    printer.during(ApplicationSuite.session.sparkContext, "count", Vector(100L, 100L)) {
      ProgressPrinterSuite.readAndMerge()
    }
    val lines = bytes.toString("UTF-8").split("\r\u001b\\[K", -1).toSeq
    assert(lines.head == "" && lines.last == "")
    assert(
      lines.exists(_.matches("count {5}1,000 rows, 0.00 of 0.00 GB, [0-9,]+ rows/s, [0-9]+ s left"))
    )
    assert(lines.contains("count     merging, 0 of 1 tasks"))
  }

  test("a short stage prints no line to a file") {
    val bytes = new ByteArrayOutputStream
    val printer = ProgressPrinter(new PrintStream(bytes, true), terminal = false)
    printer.during(ApplicationSuite.session.sparkContext, "count", Vector(100L))(())
    assert(bytes.size == 0)
  }
}

private object ProgressPrinterSuite {

  /** A task that reads 1,000 rows, a longer one that reads none, and one that merges. */
  def readAndMerge(): Unit = {
    val parts = ApplicationSuite.session.sparkContext.parallelize(0 to 1, 2)
    val read = parts.map { part =>
      if (part == 0) TaskInput.add(1000, 50) else Thread.sleep(400)
      (part, part)
    }
    read.groupByKey(1).foreachPartition(_ => Thread.sleep(200))
  }
}
