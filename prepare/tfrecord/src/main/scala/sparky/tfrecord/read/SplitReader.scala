package sparky.tfrecord
package read

import org.apache.hadoop.conf.Configuration
import org.apache.spark.TaskContext
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.frame.{Codec, RecordFile}

/**
 * Opens a file, holds it against its manifest, and gives the rows of one split.
 *
 * @param data     all columns
 * @param required those that are asked for
 */
final private[read] class SplitReader(
    data: StructType,
    required: StructType,
    options: TFRecordOptions,
    manifests: ManifestCheck
) extends Serializable {

  /**
   * The rows of the records that begin in `split`. The file is opened before anything else: one
   * that is not there is told from one that is not as it should be.
   *
   * @throws TFRecordException here or from the rows, naming what is wrong with the file
   */
  def rows(split: PartitionedFile, conf: Configuration): Iterator[InternalRow] = {
    val path = split.toPath
    val stream = path.getFileSystem(conf).open(path)
    Option(TaskContext.get()).foreach(_.addTaskCompletionListener[Unit](_ => stream.close()))
    manifests.of(path, split.fileSize, conf) match {
      case Some(known) =>
        rows(split, RecordFile.of(path.toString, stream, split.fileSize, options), known)
      case None =>
        stream.close()
        Iterator.empty
    }
  }

  /** A compressed file is read as a whole, by the task of its first split. */
  private def rows(
      split: PartitionedFile,
      file: RecordFile,
      known: KnownFile
  ): Iterator[InternalRow] = {
    val whole = file.codec != Codec.None
    val end = split.start + split.length
    if (whole && split.start > 0) {
      file.close()
      Iterator.empty
    } else
      new SplitRows(
        split.toPath.toString,
        SplitStart.reader(file, split.start, known.index),
        RecordRows.of(data, required, options),
        if (whole || end >= split.fileSize) Long.MaxValue else end,
        known.behind(split.start)
      )
  }
}
