package sparky.tfrecord
package read

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.FileStatus
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.FileSourceOptions
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap
import org.apache.spark.sql.types.{BinaryType, StructField, StructType}
import org.apache.spark.util.SerializableConfiguration

import sparky.tfrecord.infer.Observed

/** The schema of files that are read without one. */
private[tfrecord] object SchemaInference {

  /** The column of records of any meaning. */
  private val ByteArrays = StructType(Seq(StructField("byteArray", BinaryType)))

  /**
   * The schema with which all files were written, where their manifests say it; else the one that
   * their records show.
   *
   * @param parameters the options of the read
   * @return None where there is no record
   * @throws TFRecordException naming the file that is damaged, or that holds another kind of a
   *                           feature than others
   */
  def schema(
      session: SparkSession,
      parameters: Map[String, String],
      files: Seq[FileStatus]
  ): Option[StructType] = {
    val options = new TFRecordOptions(parameters)
    val conf = session.sessionState.newHadoopConfWithOptions(parameters)
    val written = new WrittenSchemas(options, conf)
    val records = written.recordFiles(files)
    written.schema(records).orElse {
      if (options.recordType == RecordType.ByteArray) Some(ByteArrays)
      else observed(session, options, parameters, records, conf)
    }
  }

  private def observed(
      session: SparkSession,
      options: TFRecordOptions,
      parameters: Map[String, String],
      files: Seq[FileStatus],
      conf: Configuration
  ): Option[StructType] = {
    val context = session.sparkContext
    val ignored = new IgnoredFiles(context, new FileSourceOptions(CaseInsensitiveMap(parameters)))
    val settings = context.broadcast(new SerializableConfiguration(conf))
    val scan = new SchemaScan(options, ignored, settings)
    val chosen = options.inferSchemaFiles.fold(files)(files.take)
    val lengths = chosen.map(file => (file.getPath.toString, file.getLen))
    val tasks = session.sessionState.conf.parallelPartitionDiscoveryParallelism
    if (lengths.isEmpty) None
    else
      context
        .parallelize(lengths, math.min(lengths.length, tasks))
        .map { case (file, bytes) => scan.observed(file, bytes) }
        .fold(Observed.Nothing)(_ merge _)
        .schema
  }
}
