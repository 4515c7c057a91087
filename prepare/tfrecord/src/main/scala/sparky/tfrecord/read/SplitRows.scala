package sparky.tfrecord
package read

import org.apache.spark.sql.catalyst.InternalRow

import sparky.tfrecord.commit.IndexEntry
import sparky.tfrecord.frame.RecordReader

/**
 * The rows of the records of one split: of those whose first byte lies in it. Where the manifest
 * says that a record begins, one has to, of that number: so the splits of a file fit together.
 *
 * @param end   the byte behind the split, or `Long.MaxValue` where it goes to the file's end
 * @param known how many records the whole file has to have, and places behind the split's beginning
 */
final private[read] class SplitRows(
    file: String,
    reader: RecordReader,
    rows: RecordRows,
    end: Long,
    known: KnownFile
) extends Iterator[InternalRow] {
  private val places = known.index.iterator.buffered
  private var limit = Long.MinValue
  private var taken = false
  private var more = true

  override def hasNext: Boolean = {
    if (more && !taken) {
      taken = inside && (rows.advance(reader) || ended())
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

  /** Whether the next record begins in the split. */
  private def inside: Boolean = reader.nextPosition < limit || {
    while (places.hasNext && places.head.offset <= reader.nextPosition) require(places.next())
    limit = if (places.hasNext) math.min(end, places.head.offset) else end
    reader.nextPosition < end
  }

  private def require(place: IndexEntry): Unit = {
    val found = IndexEntry(reader.nextPosition, reader.index + 1)
    if (place != found) {
      throw new TFRecordException(
        s"file $file",
        s"record ${place.record} at byte ${place.offset}, as the manifest lists it",
        s"record ${found.record} at byte ${found.offset}"
      )
    }
  }

  /** The file's end, which comes too early where it was cut between two records. */
  private def ended(): Boolean = {
    val found = reader.index + 1
    known.records.filter(_ != found).foreach { expected =>
      throw new TFRecordException(
        s"file $file",
        s"$expected records, as the manifest lists it",
        s"$found records"
      )
    }
    false
  }
}
