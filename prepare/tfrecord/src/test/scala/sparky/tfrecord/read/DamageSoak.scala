package sparky.tfrecord
package read

import java.nio.file.{Files, Path}

import scala.util.Random

import org.apache.logging.log4j.{Level, LogManager}
import org.apache.logging.log4j.core.config.Configurator
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/**
 * Every fault of a file of 50 records, read as a task reads it: more than 50,000 damaged files, in
 * a JVM with as little memory as it is given. Ends with `N faults, M survived`; a fault survives
 * where a read ends cleanly with a wrong count or value, or in an error that is not this source's.
 */
object DamageSoak {

  /** Two columns of each kind of list. */
  val schema: StructType =
    StructType.fromDDL("id LONG, ids ARRAY<LONG>, x FLOAT, s STRING, b BINARY")

  /** Examples that are the same in every run, of about 60 bytes. */
  def records(count: Int): Seq[Array[Byte]] = {
    val random = new Random(7)
    (0 until count).map { i =>
      val ids = new org.apache.spark.sql.catalyst.util.GenericArrayData(
        Array.fill(i % 4)(random.nextLong())
      )
      val text = UTF8String.fromString(random.alphanumeric.take(i % 7).mkString)
      val bytes = new Array[Byte](i % 5)
      random.nextBytes(bytes)
      RecordBytes.record(schema, InternalRow(i.toLong, ids, random.nextFloat(), text, bytes))
    }
  }

  def main(args: Array[String]): Unit = {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF)
    val dir = Files.createTempDirectory("sparky-damage")
    try run(dir)
    finally {
      Files.list(dir).forEach(file => Files.delete(file))
      Files.delete(dir)
    }
  }

  private def run(dir: Path): Unit = {
    val reads = new DamagedReads(dir, schema, records(50))
    var (faults, unharmed, survived) = (0, 0, 0)
    Faults.all(reads.records).foreach { fault =>
      val outcome = reads.outcome(fault)
      outcome.survivors.foreach(println)
      faults += 1
      if (outcome.unharmed) unharmed += 1
      if (outcome.survivors.nonEmpty) survived += 1
    }
    println(s"$unharmed faults changed nothing that a reader takes: bits of gzip's header")
    println(s"$faults faults, $survived survived")
    if (survived > 0) sys.exit(1)
  }
}
