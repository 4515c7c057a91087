package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter

/**
 * A struct: null where none of its features is there, and neither is the one of its own name, which
 * tells an empty struct from a null.
 *
 * @param features all of these
 * @param struct   the writer inside `row` that the fields write to
 */
final private[tfrecord] class StructDecoder(
    marker: FeatureSlot,
    features: Array[FeatureSlot],
    fields: Array[ColumnDecoder],
    list: ValueList,
    struct: UnsafeRowWriter,
    row: UnsafeRowWriter
) extends ColumnDecoder {

  override def decode(ordinal: Int): Unit = {
    if (list.open(marker)) throw list.otherKind("no kind, as it is a struct", marker.name)
    if (!features.exists(_.isThere)) row.setNullAt(ordinal)
    else {
      val start = row.cursor()
      struct.resetRowWriter()
      fields.indices.foreach(i => fields(i).decode(i))
      row.setOffsetAndSizeFromPreviousCursor(ordinal, start)
    }
  }
}
