package sparky.tfrecord
package read

import sparky.tfrecord.commit.IndexEntry
import sparky.tfrecord.frame.{RecordFile, RecordReader}

/** Where the first record of a split begins; that is proven, never guessed. */
private[read] object SplitStart {

  /**
   * A reader of the records that begin at byte `start` of an uncompressed file or later. It comes
   * there over the headers of all records behind the last place of `index` before it, or else
   * behind the file's beginning.
   *
   * @throws TFRecordException a frame on the way is broken
   */
  def reader(file: RecordFile, start: Long, index: Seq[IndexEntry]): RecordReader = {
    val known = index.takeWhile(_.offset <= start).lastOption.getOrElse(IndexEntry(0, 0))
    val reader = file.reader(known.offset, known.record)
    while (reader.nextPosition < start && reader.skip()) ()
    reader
  }
}
