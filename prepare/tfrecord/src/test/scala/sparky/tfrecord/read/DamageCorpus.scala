package sparky.tfrecord
package read

import scala.util.Random

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.util.GenericArrayData
import org.apache.spark.sql.types.StructType
import org.apache.spark.unsafe.types.UTF8String

/**
 * Records to make damaged files of; no two are the same, and they are the same in every run.
 *
 * @param recordType the value of option `recordType`
 * @param schema     their columns
 */
final case class DamageCorpus(recordType: String, schema: StructType, records: Seq[Array[Byte]]) {

  /** The same, but fewer. */
  def take(count: Int): DamageCorpus = copy(records = records.take(count))
}

object DamageCorpus {

  /** Every type of record. */
  def all: Seq[DamageCorpus] = Seq(examples(16), sequenceExamples(10), byteArrays(20))

  /** Examples with every kind of list, of about 60 bytes. */
  def examples(count: Int): DamageCorpus = {
    val random = new Random(7)
    corpus("Example", "id LONG, ids ARRAY<LONG>, x FLOAT, s STRING, b BINARY", count) { i =>
      val ids = longs(random, i % 4)
      InternalRow(i.toLong, ids, random.nextFloat(), text(random, i % 7), bytes(random, i % 5))
    }
  }

  /** SequenceExamples of none to three steps, of about 100 bytes. */
  def sequenceExamples(count: Int): DamageCorpus = {
    val random = new Random(8)
    val columns = "id LONG, ids ARRAY<ARRAY<LONG>>, words ARRAY<ARRAY<STRING>>"
    corpus("SequenceExample", columns, count) { i =>
      val words = steps(i % 3)(new GenericArrayData(Array(text(random, 3), text(random, i % 4))))
      InternalRow(i.toLong, steps(i % 4)(longs(random, i % 3)), words)
    }
  }

  /** Records of 0 to 29 bytes that mean nothing. */
  def byteArrays(count: Int): DamageCorpus = {
    val random = new Random(9)
    corpus("ByteArray", "byteArray BINARY", count)(i => InternalRow(bytes(random, i)))
  }

  private def corpus(recordType: String, columns: String, count: Int)(
      row: Int => InternalRow
  ): DamageCorpus = {
    val schema = StructType.fromDDL(columns)
    val records =
      (0 until count).map(i => RecordBytes.record(schema, row(i), "recordType" -> recordType))
    DamageCorpus(recordType, schema, records)
  }

  private def longs(random: Random, count: Int): GenericArrayData =
    new GenericArrayData(Array.fill(count)(random.nextLong()))

  private def steps(count: Int)(step: => GenericArrayData): GenericArrayData =
    new GenericArrayData(Array.fill[Any](count)(step))

  private def text(random: Random, length: Int): UTF8String =
    UTF8String.fromString(random.alphanumeric.take(length).mkString)

  private def bytes(random: Random, count: Int): Array[Byte] = {
    val bytes = new Array[Byte](count)
    random.nextBytes(bytes)
    bytes
  }
}
