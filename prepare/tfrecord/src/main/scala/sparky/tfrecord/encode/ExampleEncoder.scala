package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.layout.RecordLayout
import sparky.tfrecord.wire.RecordBuffer

/**
 * Rows as `tf.train.Example`s, or as `tf.train.SequenceExample`s, which have a map of feature lists
 * too: byte for byte what protobuf's deterministic serialization gives, map entries in byte order
 * of the names, a name before those that it begins. A null column is an absent feature, an empty
 * array an empty list; a map without entries is there, and empty.
 */
final private[encode] class ExampleEncoder private (
    row: RowSource,
    structs: Array[InnerSource],
    maps: Array[FeatureMap],
    maxBytes: Int
) extends RecordEncoder {

  override def encode(from: InternalRow, buffer: RecordBuffer): Unit = {
    take(from)
    val start = buffer.length
    var i = 0
    while (i < maps.length) {
      maps(i).append(buffer, start)
      i += 1
    }
    if (buffer.length - start > maxBytes) throw tooLarge(buffer.length - start)
  }

  private def tooLarge(bytes: Int): ValueException = {
    val expected = s"at most $maxBytes bytes (option maxRecordBytes)"
    new ValueException("all columns", expected, s"$bytes bytes")
  }

  private def take(from: InternalRow): Unit = {
    row.struct = from
    var i = 0
    while (i < structs.length) {
      structs(i).take()
      i += 1
    }
  }
}

private[encode] object ExampleEncoder {

  /**
   * An encoder for rows of `schema`.
   *
   * @throws TFRecordException naming a column that the record cannot hold
   */
  def of(schema: StructType, options: TFRecordOptions): ExampleEncoder = {
    val row = new RowSource
    val entries = new FeatureEntries(RecordLayout.of(schema, options), row)
    def map(tag: Byte, of: Array[FeatureEntry]) = new FeatureMap(tag, of, options.maxRecordBytes)
    val context = map(ExampleTags.Features, entries.inFeatures)
    val maps = options.recordType match {
      case RecordType.SequenceExample =>
        Array(context, map(ExampleTags.FeatureLists, entries.inFeatureLists))
      case _ => Array(context)
    }
    new ExampleEncoder(row, entries.structs, maps, options.maxRecordBytes)
  }
}
