package sparky.tfrecord
package read

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.types.{BinaryType, StructType}

import sparky.tfrecord.decode.RecordDecoder
import sparky.tfrecord.frame.RecordReader

/** The rows of a file's records, one after the other. Not for several threads. */
abstract private[read] class RecordRows {

  /**
   * Takes the next record, or returns false at the end of the file.
   *
   * @throws TFRecordException naming file, record and byte of the damage
   */
  def advance(reader: RecordReader): Boolean

  /** The row of the record taken last; its memory is that of the next one. */
  def row: InternalRow
}

private[read] object RecordRows {

  /**
   * Checks the columns before the first row.
   *
   * @param data all columns
   * @throws TFRecordException naming a column that a record cannot hold, or that of the damaged
   *                           bytes where it is not binary
   */
  def check(data: StructType, options: TFRecordOptions): Unit = {
    val (corrupt, columns) =
      data.partition(options.permissive && _.name == options.columnNameOfCorruptRecord)
    corrupt.find(_.dataType != BinaryType).foreach { field =>
      val where = s"column ${field.name}"
      val expected = "binary (columnNameOfCorruptRecord)"
      throw new TFRecordException(where, expected, field.dataType.catalogString)
    }
    RecordDecoder.of(StructType(columns), options)
  }

  /**
   * Rows of the columns `required`; where there are none, records are counted and not looked at.
   *
   * @param data all columns
   */
  def of(data: StructType, required: StructType, options: TFRecordOptions): RecordRows =
    if (required.isEmpty) new CountedRows
    else if (!options.permissive) new StrictRows(RecordDecoder.of(required, options))
    else if (required.fieldNames.contains(options.columnNameOfCorruptRecord)) {
      new CorruptRecordRows(data, required, options)
    } else new NullableRows(RecordDecoder.of(required, options), required.length)
}
