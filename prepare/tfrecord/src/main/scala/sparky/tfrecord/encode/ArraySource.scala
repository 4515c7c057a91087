package sparky.tfrecord
package encode

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.util.ArrayData

/** Where a list comes from in a column that is not null. */
private[encode] trait ArraySource {
  def array(row: InternalRow, ordinal: Int): ArrayData
}

private[encode] object ArraySource {

  /** A column that is an array. */
  object OfArray extends ArraySource {
    override def array(row: InternalRow, ordinal: Int): ArrayData = row.getArray(ordinal)
  }

  /** The keys of a map. */
  object OfKeys extends ArraySource {
    override def array(row: InternalRow, ordinal: Int): ArrayData = row.getMap(ordinal).keyArray()
  }

  /** The values of a map. */
  object OfValues extends ArraySource {
    override def array(row: InternalRow, ordinal: Int): ArrayData =
      row.getMap(ordinal).valueArray()
  }
}
