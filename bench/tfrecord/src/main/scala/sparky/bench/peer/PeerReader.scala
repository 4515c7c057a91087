package sparky.bench
package peer

import org.tensorflow.example.Example
import org.tensorflow.hadoop.io.TFRecordFileInputFormat

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.io.{BytesWritable, NullWritable}
import org.apache.hadoop.mapreduce.{JobID, RecordReader, TaskAttemptID, TaskID, TaskType}
import org.apache.hadoop.mapreduce.lib.input.FileSplit
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl
import org.apache.spark.TaskContext
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.types.StructType

/**
 * The rows of a file, read with tensorflow-hadoop's input format and parsed with protobuf, as
 * linkedin/spark-tfrecord does.
 */
final private[peer] class PeerReader(file: PartitionedFile, schema: StructType, conf: Configuration)
    extends Iterator[InternalRow] {
  private val rows = new ExampleRows(schema)
  private val records = open()
  private var more = records.nextKeyValue()
  TaskContext.get().addTaskCompletionListener[Unit](_ => records.close())

  override def hasNext: Boolean = more

  override def next(): InternalRow = {
    val row = rows.row(Example.parseFrom(records.getCurrentKey.getBytes))
    more = records.nextKeyValue()
    row
  }

  private def open(): RecordReader[BytesWritable, NullWritable] = {
    val split = new FileSplit(file.toPath, file.start, file.length, Array.empty)
    val attempt = new TaskAttemptID(new TaskID(new JobID(), TaskType.MAP, 0), 0)
    val context = new TaskAttemptContextImpl(conf, attempt)
    val reader = new TFRecordFileInputFormat().createRecordReader(split, context)
    reader.initialize(split, context)
    reader
  }
}
