package sparky.tfrecord
package write

import org.apache.hadoop.fs.Path
import org.apache.hadoop.mapreduce.TaskAttemptContext
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.{OutputWriter, OutputWriterFactory}
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.commit.{HadoopFiles, Sidecar}
import sparky.tfrecord.encode.ExampleEncoder
import sparky.tfrecord.frame.{Codec, RecordFraming}
import sparky.tfrecord.wire.RecordBuffer

/** Writes the rows of one file, each as one record in one write, and a note of what it wrote. */
final private[tfrecord] class TFRecordOutputWriter(
    override val path: String,
    schema: StructType,
    codec: Codec,
    context: TaskAttemptContext
) extends OutputWriter {
  private val file = new Path(path)
  private val encoder = new ExampleEncoder(schema, file.getName)
  private val framing = new RecordFraming
  private val buffer = new RecordBuffer
  private val sums = new SummingOutputStream(HadoopFiles.create(file, context.getConfiguration))
  private val out = codec.compress(sums)
  private var records = 0L

  override def write(row: InternalRow): Unit = {
    encoder.encode(row, records, buffer)
    framing.complete(buffer)
    out.write(buffer.bytes, 0, buffer.length)
    records += 1
  }

  override def close(): Unit = {
    out.close()
    Sidecar.write(file, sums.bytes, records, sums.crc32c, context.getConfiguration)
  }
}

/** Makes the writers of a job's tasks. */
final private[tfrecord] class TFRecordOutputWriterFactory(options: TFRecordOptions)
    extends OutputWriterFactory {
  private val codec = options.codec.getOrElse(Codec.None)

  override def getFileExtension(context: TaskAttemptContext): String = codec.extension

  /**
   * @throws TFRecordException the file would not pass through [[TFRecordCommitter]]: a streaming
   *                           sink's, or that of a partition with a location of its own
   */
  override def newInstance(
      path: String,
      dataSchema: StructType,
      context: TaskAttemptContext
  ): OutputWriter = {
    if (!path.contains(TFRecordOutputWriterFactory.AttemptFolder)) {
      throw new TFRecordException(
        "tfrecord",
        "a batch write to the table's own directory",
        s"a write straight to $path"
      )
    }
    new TFRecordOutputWriter(path, dataSchema, codec, context)
  }
}

private object TFRecordOutputWriterFactory {

  /** Part of every path below a task attempt of Hadoop's committer. */
  val AttemptFolder = "/_temporary/"
}
