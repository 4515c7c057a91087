package sparky.bench
package peer

import java.io.DataOutputStream

import org.tensorflow.hadoop.util.TFRecordWriter

import org.apache.hadoop.fs.Path
import org.apache.hadoop.mapreduce.TaskAttemptContext
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.{CodecStreams, OutputWriter, OutputWriterFactory}
import org.apache.spark.sql.types.StructType

/** Writes built Examples with tensorflow-hadoop's own writer, as linkedin/spark-tfrecord does. */
final private[peer] class PeerOutputWriter(
    override val path: String,
    schema: StructType,
    context: TaskAttemptContext
) extends OutputWriter {
  private val out = new DataOutputStream(CodecStreams.createOutputStream(context, new Path(path)))
  private val writer = new TFRecordWriter(out)
  private val builders = new ExampleBuilders(schema)

  override def write(row: InternalRow): Unit = writer.write(builders.build(row).toByteArray)

  override def close(): Unit = out.close()
}

final private[peer] class PeerOutputWriterFactory extends OutputWriterFactory {
  override def getFileExtension(context: TaskAttemptContext): String = ".tfrecord"

  override def newInstance(
      path: String,
      schema: StructType,
      context: TaskAttemptContext
  ): OutputWriter = new PeerOutputWriter(path, schema, context)
}
