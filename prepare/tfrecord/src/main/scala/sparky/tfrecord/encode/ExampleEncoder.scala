package sparky.tfrecord
package encode

import java.nio.charset.StandardCharsets.UTF_8
import java.util.{Arrays, Comparator}

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.{ArrayType, StructField, StructType}

import sparky.tfrecord.frame.RecordFraming
import sparky.tfrecord.wire.RecordBuffer

/**
 * Rows as the bytes of `tf.train.Example`s: byte for byte what protobuf's deterministic
 * serialization gives, map entries in byte order of the names, a name before those that it begins.
 * A null column is an absent feature, an empty array an empty list. Every size is known before a
 * record is begun.
 *
 * @param schema the columns; other types than [[ListEncoder.Supported]] are refused
 * @param file   the file's name, for messages
 */
final private[tfrecord] class ExampleEncoder(schema: StructType, file: String) {
  import ExampleEncoder._

  private val entries = featureEntries(schema)

  /**
   * Appends the Example of `row` to `buffer`.
   *
   * @param record the number of the record in its file, from 0, for messages
   * @param buffer started anew; the Example stands in it from [[RecordFraming.HeaderBytes]] on
   */
  def encode(row: InternalRow, record: Long, buffer: RecordBuffer): Unit = {
    val features = take(row, record)
    val size = ListEncoder.fieldSize(features)
    if (size > MaxBytes) throw tooLarge(record, size)
    buffer.restart(RecordFraming.HeaderBytes, size.toInt + FrameBytes)
    buffer.putByte(FeaturesTag)
    buffer.putVarint(features)
    var i = 0
    while (i < entries.length) {
      entries(i).write(buffer)
      i += 1
    }
  }

  /** Takes all columns and returns the bytes of the map of features. */
  private def take(row: InternalRow, record: Long): Long = {
    var total = 0L
    var i = 0
    while (i < entries.length) {
      val size = entries(i).take(row)
      if (size == ListEncoder.NullElement) throw nullElement(entries(i).name, record)
      total += size
      i += 1
    }
    total
  }

  private def nullElement(column: String, record: Long): TFRecordException =
    new TFRecordException(s"column $column, record $record of $file", "no null in a list", "null")

  private def tooLarge(record: Long, size: Long): TFRecordException =
    new TFRecordException(s"record $record of $file", s"at most $MaxBytes bytes", s"$size bytes")
}

private[tfrecord] object ExampleEncoder {
  private val FeaturesTag = 0x0a
  private val FrameBytes = RecordFraming.HeaderBytes + RecordFraming.FooterBytes

  /** What one array of the JVM holds with the frame around it; protobuf itself stops at 2 GiB. */
  val MaxBytes: Long = Int.MaxValue - 64L

  /**
   * Refuses a schema with a column that a record cannot hold.
   *
   * @throws TFRecordException naming the column's path and its type
   */
  def check(schema: StructType): Unit =
    schema.foreach(field => if (ListEncoder.of(field.dataType).isEmpty) throw unsupported(field))

  private def unsupported(field: StructField): TFRecordException = {
    val (path, dataType) = field.dataType match {
      case ArrayType(element, _) => (s"${field.name}.element", element)
      case other                 => (field.name, other)
    }
    new TFRecordException(s"column $path", ListEncoder.Supported, dataType.typeName)
  }

  /** The columns in unsigned byte order of their names. */
  private def featureEntries(schema: StructType): Array[FeatureEntry] = {
    check(schema)
    val byName: Comparator[String] = (a, b) =>
      Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8))
    schema.fields.zipWithIndex
      .sortWith((a, b) => byName.compare(a._1.name, b._1.name) < 0)
      .map { case (field, ordinal) =>
        new FeatureEntry(field.name, ordinal, ListEncoder.of(field.dataType).get)
      }
  }
}
