package sparky.tfrecord
package read

import org.apache.hadoop.fs.Path
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.util.SerializableConfiguration

import sparky.tfrecord.frame.{RecordFile, RecordReader}
import sparky.tfrecord.infer.{Observed, RecordObserver}

/** Looks through the records of a file for a schema, in a task. */
final private[read] class SchemaScan(
    options: TFRecordOptions,
    ignored: IgnoredFiles,
    conf: Broadcast[SerializableConfiguration]
) extends Serializable {

  /**
   * What a file holds, as far as it can be read where such files are ignored.
   *
   * @param bytes its length
   * @throws TFRecordException it is damaged
   */
  def observed(file: String, bytes: Long): Observed = {
    val observer = RecordObserver.of(options, file)
    var rows = 0L
    try {
      val opened = RecordFile.open(new Path(file), bytes, options, conf.value.value)
      val reader = opened.reader(0, 0)
      try while (observe(reader, observer)) rows += 1
      finally reader.close()
    } catch { case error: Exception => ignored.leaveOut(file, error, rows) }
    observer.result
  }

  /** Takes the next record, or passes over it; false at the end of the file. */
  private def observe(reader: RecordReader, observer: RecordObserver): Boolean =
    if (!sampled(reader.index + 1)) reader.skip()
    else
      try
        reader.next() && {
          observer.observe(reader.bytes, reader.offset, reader.length)
          true
        }
      catch {
        case error: ValueException => if (options.permissive) true else throw error.in(reader.where)
      }

  /** The first record of every file, and of all the share that the option says, evenly spread. */
  private def sampled(record: Long): Boolean =
    math.ceil((record + 1) * options.samplingRatio) > math.ceil(record * options.samplingRatio)
}
