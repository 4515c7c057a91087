package sparky.tfrecord
package fuzz

import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.decode.RecordDecoder
import sparky.tfrecord.encode.RecordEncoder
import sparky.tfrecord.infer.RecordObserver
import sparky.tfrecord.wire.RecordBuffer

/**
 * What holds for any bytes taken for a record: a row or a [[ValueException]], within bounded memory;
 * the row is written to a record that is read as the same row; the schema inferred of a record
 * reads it.
 */
abstract private[fuzz] class RecordTarget(recordType: RecordType, ddl: String) {
  import RecordTarget._

  private val schema = StructType.fromDDL(ddl)
  private val options = optionsOf("allowNarrowing" -> "false")
  private val strict = RecordDecoder.of(schema, options)
  private val narrowing = RecordDecoder.of(schema, optionsOf("allowNarrowing" -> "true"))
  private val encoder = RecordEncoder.of(schema, options)
  private val buffer = new RecordBuffer

  /** What the fuzzer calls. */
  def fuzzerTestOneInput(record: Array[Byte]): Unit = {
    AllocationBound.check(FixedBytes + BytesPerByte * record.length) {
      decoded(strict, record).foreach(checkRow(record, _))
    }
    inferred(record).foreach(checkInferred(record, _))
  }

  private def optionsOf(other: (String, String)): TFRecordOptions =
    new TFRecordOptions(Map("recordType" -> recordType.name, other))

  private def checkRow(record: Array[Byte], row: UnsafeRow): Unit = {
    requireSame("the same bytes elsewhere", row, strict.decode(shifted(record), 1, record.length))
    requireSame("narrowing allowed", row, narrowing.decode(record, 0, record.length))
    if (encoded(row)) {
      requireSame("written and read", row, strict.decode(buffer.bytes, 0, buffer.length))
    }
  }

  /** A step of no kind is read as a null, which is no element of an array that is written. */
  private def encoded(row: UnsafeRow): Boolean =
    try {
      buffer.clear()
      encoder.encode(row, buffer)
      true
    } catch { case error: ValueException if error.expected == "no null in a list" => false }

  private def inferred(record: Array[Byte]): Option[StructType] = {
    val observer = RecordObserver.of(options, "FILE")
    try {
      observer.observe(record, 0, record.length)
      observer.result.schema
    } catch { case _: ValueException | _: TFRecordException => None }
  }

  /**
   * Inference looks at kinds and counts, not at numbers: damage of these shows here, by its byte.
   * Integers beside floats are inferred as doubles, which do not hold every integer.
   */
  private def checkInferred(record: Array[Byte], inferred: StructType): Unit = {
    val hasDoubles = inferred.exists(_.dataType.simpleString.contains("double"))
    try RecordDecoder.of(inferred, options).decode(record, 0, record.length): Unit
    catch { case error: ValueException if hasDoubles || error.where.startsWith("byte ") => }
  }
}

private[fuzz] object RecordTarget {

  /** What decoders and buffers take for any record; what an exception's message takes. */
  private val FixedBytes = 1L << 18

  /** An empty value is two bytes, and a few words of a row, whose memory doubles; three rows. */
  private val BytesPerByte = 256L

  private def decoded(decoder: RecordDecoder, record: Array[Byte]): Option[UnsafeRow] =
    try Some(decoder.decode(record, 0, record.length).copy())
    catch { case _: ValueException => None }

  /** Between bytes that are a message's own, so that a step over an end is seen. */
  private def shifted(record: Array[Byte]): Array[Byte] =
    Array.concat(Array[Byte](10), record, Array[Byte](10, 0))

  private def requireSame(how: String, expected: UnsafeRow, received: UnsafeRow): Unit =
    if (expected != received) {
      throw new AssertionError(s"$how: expected $expected, received $received")
    }
}
