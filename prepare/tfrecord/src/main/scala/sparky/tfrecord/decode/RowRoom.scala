package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData
import org.apache.spark.sql.catalyst.expressions.codegen.{UnsafeArrayWriter, UnsafeWriter}
import org.apache.spark.unsafe.array.ByteArrayMethods

/** A row lies in one array of the JVM: whether there is room in it, before it is written to. */
private[tfrecord] object RowRoom {

  /** What structs, maps and lone decimals take, which are not counted, fits in the rest. */
  private val Most = ByteArrayMethods.MAX_ROUNDED_ARRAY_LENGTH - (1 << 20)

  /** @throws ValueException where the row would be too long */
  def require(writer: UnsafeWriter, bytes: Long, column: String): Unit =
    if (bytes > Most - writer.totalSize) {
      val received = s"${writer.totalSize + bytes} bytes"
      throw new ValueException(s"column $column", s"at most $Most bytes in a row", received)
    }

  /**
   * Begins an array of `count` elements, and returns where in the writer's buffer they lie.
   *
   * @param size   bytes of an element in the array's fixed part
   * @param behind bytes that will follow them, at most
   */
  def array(
      writer: UnsafeArrayWriter,
      count: Int,
      size: Int,
      behind: Long,
      column: String
  ): Long = {
    val header = UnsafeArrayData.calculateHeaderPortionInBytes(count)
    require(writer, header + (count + 1L) * size + 8 + behind, column)
    val start = writer.cursor()
    writer.initialize(count)
    start.toLong + header
  }
}
