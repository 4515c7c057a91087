package sparky.tfrecord
package read

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.{FileSourceOptions, InternalRow}
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.types.StructType
import org.apache.spark.util.SerializableConfiguration

import sparky.tfrecord.frame.Codec

/** What Spark's tasks run: the rows of a split, or those before what is to be ignored. */
final private[read] class PartitionReader(
    reader: SplitReader,
    ignored: IgnoredFiles,
    conf: Broadcast[SerializableConfiguration]
) extends (PartitionedFile => Iterator[InternalRow])
    with Serializable {

  override def apply(split: PartitionedFile): Iterator[InternalRow] =
    if (ignored.isEmpty) rows(split)
    else new GuardedRows(split.toPath.toString, () => rows(split), ignored)

  private def rows(split: PartitionedFile): Iterator[InternalRow] =
    reader.rows(split, conf.value.value)
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
      new SplitReader(data, required, options, new ManifestCheck(options, streaming)),
      new IgnoredFiles(context, general),
      context.broadcast(new SerializableConfiguration(conf))
    )
  }

  /** Set by Spark in the thread that runs the batches of a streaming query. */
  private val StreamingQuery = "sql.streaming.queryId"
}
