package sparky.tfrecord
package write

import org.apache.hadoop.fs.Path
import org.apache.hadoop.mapreduce.TaskAttemptContext
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.{
  BucketingUtils,
  OutputWriter,
  OutputWriterFactory
}
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.commit.{HadoopFiles, Sidecar, WrittenFile}
import sparky.tfrecord.encode.RecordEncoder
import sparky.tfrecord.frame.{Codec, RecordFraming}
import sparky.tfrecord.wire.RecordBuffer

/**
 * Writes the rows of one file, each as one record, and a note of what it wrote. Records wait in a
 * buffer, whole and framed, until they are worth a write.
 *
 * @param listed whether a manifest is to list the file, which takes the note
 */
final private[tfrecord] class TFRecordOutputWriter(
    override val path: String,
    schema: StructType,
    options: TFRecordOptions,
    context: TaskAttemptContext,
    listed: Boolean
) extends OutputWriter {
  import TFRecordOutputWriter._

  private val file = new Path(path)
  private val codec = options.codecToWrite
  private val encoder = RecordEncoder.of(schema, options)
  private val framing = new RecordFraming
  private val buffer = new RecordBuffer
  private val index = new RecordIndex
  private val sums = new SummingOutputStream(HadoopFiles.create(file, context.getConfiguration))
  private val out = codec.compress(sums)

  override def write(row: InternalRow): Unit = {
    val start = buffer.length
    buffer.reserve(RecordFraming.HeaderBytes.toLong)
    buffer.skip(RecordFraming.HeaderBytes)
    encode(row)
    framing.complete(buffer, start)
    index.add(buffer.length - start)
    if (buffer.length >= FlushBytes) flush()
  }

  override def close(): Unit = {
    flush()
    out.close()
    if (listed) leaveNote()
  }

  private def flush(): Unit = {
    out.write(buffer.bytes, 0, buffer.length)
    buffer.clear()
  }

  private def leaveNote(): Unit = {
    val entries = if (codec == Codec.None) index.entries else Seq.empty
    val written = WrittenFile(file.getName, sums.bytes, index.records, sums.crc32c, entries)
    Sidecar.write(file, written, context.getConfiguration)
  }

  private def encode(row: InternalRow): Unit =
    try encoder.encode(row, buffer)
    catch {
      case error: ValueException => throw error.in(s"record ${index.records} of ${file.getName}")
    }
}

private object TFRecordOutputWriter {

  /** Worth a write to a file system, and still in a core's cache when it is written. */
  val FlushBytes: Int = 1 << 18
}

/** Makes the writers of a job's tasks. */
final private[tfrecord] class TFRecordOutputWriterFactory(options: TFRecordOptions)
    extends OutputWriterFactory {

  override def getFileExtension(context: TaskAttemptContext): String =
    options.codecToWrite.extension

  /**
   * A writer of the file at `path`. Where that does not pass through [[TFRecordCommitter]], being
   * a streaming sink's or that of a partition with a location of its own, no manifest lists it.
   *
   * @throws TFRecordException the file is one of a bucket
   */
  override def newInstance(
      path: String,
      dataSchema: StructType,
      context: TaskAttemptContext
  ): OutputWriter = {
    if (BucketingUtils.getBucketId(new Path(path).getName).isDefined) throw bucketed(path)
    val listed = path.contains(TFRecordOutputWriterFactory.AttemptFolder)
    new TFRecordOutputWriter(path, dataSchema, options, context, listed)
  }

  private def bucketed(path: String): TFRecordException =
    new TFRecordException(s"file $path", "a write without buckets", "a bucket's file")
}

private object TFRecordOutputWriterFactory {

  /** Part of every path below a task attempt of Hadoop's committer. */
  val AttemptFolder = "/_temporary/"
}
