package sparky.tfrecord
package read

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.TaskContext
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.{FileSourceOptions, InternalRow}
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.types.StructType
import org.apache.spark.util.SerializableConfiguration

import sparky.tfrecord.frame.{Codec, RecordFile}

/**
 * Reads the rows of one split of a file, in a task.
 *
 * @param data     all columns
 * @param required those that are asked for
 */
final private[read] class PartitionReader(
    data: StructType,
    required: StructType,
    options: TFRecordOptions,
    manifests: ManifestCheck,
    ignored: IgnoredFiles,
    conf: Broadcast[SerializableConfiguration]
) extends (PartitionedFile => Iterator[InternalRow])
    with Serializable {

  override def apply(split: PartitionedFile): Iterator[InternalRow] =
    if (ignored.isEmpty) rows(split)
    else new GuardedRows(split.toPath.toString, () => rows(split), ignored)

  /** Opens the file first: one that is not there is told from one that is not as it should be. */
  private def rows(split: PartitionedFile): Iterator[InternalRow] = {
    val path = split.toPath
    val settings = conf.value.value
    val stream = path.getFileSystem(settings).open(path)
    Option(TaskContext.get()).foreach(_.addTaskCompletionListener[Unit](_ => stream.close()))
    val known = manifests.of(path, split.fileSize, settings)
    known.fold(Iterator.empty[InternalRow]) { known =>
      rows(split, RecordFile.of(path.toString, stream, split.fileSize, options), known)
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
    if (whole && split.start > 0) Iterator.empty
    else
      new SplitRows(
        split.toPath.toString,
        SplitStart.reader(file, split.start, known.index),
        RecordRows.of(data, required, options),
        if (whole || end >= split.fileSize) Long.MaxValue else end,
        known.records
      )
  }
}

private[tfrecord] object PartitionReader {

  /** Whether a file may be split, as far as options and its name say; a task sees its content. */
  def isSplitable(parameters: Map[String, String], path: Path): Boolean =
    new TFRecordOptions(parameters).codec match {
      case Some(codec) => codec == Codec.None
      case None        => !RecordFileName.isCompressed(path.getName)
    }

  /**
   * Checks options, columns and the directory that is read, and gives what the tasks run.
   *
   * @param parameters the options of the read
   * @throws TFRecordException naming the option, column or file that is not as it should be
   */
  def of(
      session: SparkSession,
      data: StructType,
      required: StructType,
      parameters: Map[String, String],
      conf: Configuration
  ): PartitionedFile => Iterator[InternalRow] = {
    val context = session.sparkContext
    val options = new TFRecordOptions(parameters)
    val general = new FileSourceOptions(CaseInsensitiveMap(parameters))
    val streaming = context.getLocalProperty(StreamingQuery) != null
    RecordRows.check(data, options)
    if (!streaming) {
      CaseInsensitiveMap(parameters).get("path").foreach { path =>
        DirectoryCheck.run(new Path(path), options.manifest, general.ignoreMissingFiles, conf)
      }
    }
    new PartitionReader(
      data,
      required,
      options,
      new ManifestCheck(options, streaming),
      new IgnoredFiles(context, general),
      context.broadcast(new SerializableConfiguration(conf))
    )
  }

  /** Set by Spark in the thread that runs the batches of a streaming query. */
  private val StreamingQuery = "sql.streaming.queryId"
}
