package sparky.tfrecord

import java.io.ByteArrayOutputStream

import com.google.protobuf.CodedOutputStream

/** Messages written byte by byte, also such as protobuf itself would not write. */
object ProtoBytes {
  val BytesList = 1
  val FloatList = 2
  val Int64List = 3

  /** A field with a length: wire type 2. */
  def field(number: Int, content: Array[Byte]*): Array[Byte] = {
    val bytes = content.flatten.toArray
    varint(number << 3 | 2) ++ varint(bytes.length.toLong) ++ bytes
  }

  def varint(value: Long): Array[Byte] = {
    val bytes = new ByteArrayOutputStream
    val out = CodedOutputStream.newInstance(bytes)
    out.writeUInt64NoTag(value)
    out.flush()
    bytes.toByteArray
  }

  def bytes(values: Int*): Array[Byte] = values.map(_.toByte).toArray

  /** An entry of the map of features, and of that of feature lists. */
  def entry(name: String, value: Array[Byte]*): Array[Byte] =
    field(1, field(1, name.getBytes("UTF-8")), field(2, value: _*))

  /** `Example.features`, and `SequenceExample.context`. */
  def features(entries: Array[Byte]*): Array[Byte] = field(1, entries: _*)

  /** An Example of one feature, `x`. */
  def example(feature: Array[Byte]*): Array[Byte] = features(entry("x", feature: _*))

  /** An `Int64List` as a Feature, packed. */
  def int64s(values: Long*): Array[Byte] =
    field(Int64List, field(1, values.map(varint): _*))

  /** A `BytesList` as a Feature. */
  def texts(values: String*): Array[Byte] =
    field(BytesList, values.map(value => field(1, value.getBytes("UTF-8"))): _*)
}
