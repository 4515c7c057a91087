package sparky.tfrecord
package read

import org.apache.spark.sql.catalyst.InternalRow

import sparky.tfrecord.frame.RecordReader

/**
 * The rows of the records of one split: of those whose first byte lies in it.
 *
 * @param end     the byte behind the split, or `Long.MaxValue` where it goes to the file's end
 * @param records how many the whole file has to have, where that is known
 */
final private[read] class SplitRows(
    file: String,
    reader: RecordReader,
    rows: RecordRows,
    end: Long,
    records: Option[Long]
) extends Iterator[InternalRow] {
  private var taken = false
  private var more = true

  override def hasNext: Boolean = {
    if (more && !taken) {
      taken = reader.nextPosition < end && (rows.advance(reader) || ended())
      more = taken
      if (!more) reader.close()
    }
    more
  }

  override def next(): InternalRow = {
    if (!hasNext) throw new NoSuchElementException(file)
    taken = false
    rows.row
  }

  /** The file's end, which comes too early where it was cut between two records. */
  private def ended(): Boolean = {
    val found = reader.index + 1
    records.filter(_ != found).foreach { expected =>
      throw new TFRecordException(
        s"file $file",
        s"$expected records, as the manifest lists it",
        s"$found records"
      )
    }
    false
  }
}
