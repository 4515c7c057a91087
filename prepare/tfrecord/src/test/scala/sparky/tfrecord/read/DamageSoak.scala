package sparky.tfrecord
package read

import java.nio.file.{Files, Path}

import scala.collection.mutable

import org.apache.logging.log4j.{Level, LogManager}
import org.apache.logging.log4j.core.config.Configurator

/**
 * Every fault of a file of each type of records under each codec, read as tasks read it: more than
 * 50,000 damaged files, in a JVM with as little memory as it is given. Ends with a line for each
 * kind of fault, and fails where a read ended cleanly with a wrong count or value, with a row twice,
 * or in an error that is not this source's or does not name the place.
 */
object DamageSoak {
  private val ProgressFiles = 10000

  def main(args: Array[String]): Unit = {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF)
    val folder = Files.createTempDirectory("sparky-damage")
    val tallies = mutable.LinkedHashMap.empty[String, Tally]
    try DamageCorpus.all.foreach(run(folder, _, tallies))
    finally {
      Files.list(folder).forEach(file => Files.delete(file))
      Files.delete(folder)
    }
    report(tallies)
  }

  private def run(
      folder: Path,
      corpus: DamageCorpus,
      tallies: mutable.Map[String, Tally]
  ): Unit = {
    val reads = new DamagedReads(folder, corpus)
    Faults.all(corpus.records).zipWithIndex.foreach { case (fault, i) =>
      val outcome = reads.outcome(fault)
      outcome.wrong.foreach(println)
      tallies.getOrElseUpdate(fault.kind, new Tally).add(outcome)
      if ((i + 1) % ProgressFiles == 0) println(s"${corpus.recordType}: ${i + 1} files")
    }
  }

  private def report(tallies: mutable.LinkedHashMap[String, Tally]): Unit = {
    println("    files   errors  all rows    wrong")
    val total = new Tally
    tallies.foreach { case (kind, tally) =>
      println(s"${tally.line}  $kind")
      total.add(tally)
    }
    println(s"${total.line}  in all")
    if (total.wrong > 0) sys.exit(1)
  }

  /** How many files of a kind there were, and how their reads ended. */
  final private class Tally {
    private var files, errors, intact = 0
    var wrong = 0

    def add(outcome: Outcome): Unit = {
      files += 1
      if (outcome.wrong.nonEmpty) wrong += 1
      else if (outcome.intact) intact += 1
      else errors += 1
    }

    def add(other: Tally): Unit = {
      files += other.files
      errors += other.errors
      intact += other.intact
      wrong += other.wrong
    }

    def line: String = f"$files%9d$errors%9d$intact%10d$wrong%9d"
  }
}
