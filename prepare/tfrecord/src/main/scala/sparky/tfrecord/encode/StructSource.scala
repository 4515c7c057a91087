package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.InternalRow

/** Where the columns of one struct lie: in the row itself, or in a struct of it. */
abstract private[encode] class StructSource {

  /** The struct in the row taken last, or null. */
  final var struct: InternalRow = _
}

/** The row that is encoded. */
final private[encode] class RowSource extends StructSource

/**
 * A column that is a struct.
 *
 * @param parent  where it lies
 * @param ordinal its place there
 * @param size    the number of its own columns
 */
final private[encode] class InnerSource(parent: StructSource, ordinal: Int, size: Int)
    extends StructSource {

  /** Follows `parent` to its next row. */
  def take(): Unit = {
    val from = parent.struct
    struct = if (from == null || from.isNullAt(ordinal)) null else from.getStruct(ordinal, size)
  }
}
