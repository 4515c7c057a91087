package sparky.tfrecord
package encode

import java.nio.charset.StandardCharsets.UTF_8
import java.util.{Arrays, Comparator}

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.{ArrayType, StructField, StructType}

import sparky.tfrecord.wire.RecordBuffer

/**
 * Rows as the bytes of `tf.train.Example`s: byte for byte what protobuf's deterministic
 * serialization gives, map entries in byte order of the names, a name before those that it begins.
 * A null column is an absent feature, an empty array an empty list. Every size is known before a
 * record is begun.
 *
 * @param schema the columns; other types than [[ListEncoder.Supported]] are refused
 */
final private[tfrecord] class ExampleEncoder(schema: StructType) extends RecordEncoder {
  import ExampleEncoder._

  private val entries = featureEntries(schema)

  override def encode(row: InternalRow, buffer: RecordBuffer): Unit = {
    val features = take(row)
    val size = ListEncoder.fieldSize(features)
    if (size > MaxBytes) throw tooLarge(size)
    buffer.reserve(size.toInt)
    buffer.putByte(FeaturesTag)
    buffer.putVarint(features)
    var i = 0
    while (i < entries.length) {
      entries(i).write(buffer)
      i += 1
    }
  }

  /** Takes all columns and returns the bytes of the map of features. */
  private def take(row: InternalRow): Long = {
    var total = 0L
    var i = 0
    while (i < entries.length) {
      val size = entries(i).take(row)
      if (size == ListEncoder.NullElement) throw nullElement(entries(i).name)
      total += size
      i += 1
    }
    total
  }

  private def nullElement(column: String): ValueException =
    new ValueException(s"column $column", "no null in a list", "null")

  private def tooLarge(size: Long): ValueException =
    new ValueException("all columns", s"at most $MaxBytes bytes", s"$size bytes")
}

private[tfrecord] object ExampleEncoder {
  private val FeaturesTag = 0x0a

  val MaxBytes: Long = TFRecordOptions.LargestRecordBytes.toLong

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
