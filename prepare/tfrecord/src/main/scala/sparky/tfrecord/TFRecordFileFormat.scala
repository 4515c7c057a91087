package sparky.tfrecord

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.FileStatus
import org.apache.hadoop.mapreduce.Job
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.{FileFormat, OutputWriterFactory, PartitionedFile}
import org.apache.spark.sql.sources.{DataSourceRegister, Filter}
import org.apache.spark.sql.types.{DataType, StructType}

import sparky.tfrecord.commit.TFRecordCommitter
import sparky.tfrecord.encode.RecordEncoder
import sparky.tfrecord.layout.LayoutRules
import sparky.tfrecord.write.TFRecordOutputWriterFactory

/** The data source `tfrecord`: files of framed `tf.train.Example`s. This version only writes. */
class TFRecordFileFormat extends FileFormat with DataSourceRegister with Serializable {

  override def shortName(): String = "tfrecord"

  override def toString: String = shortName()

  /** Refuses a type that no record holds while a query is analysed, before a row is touched. */
  override def supportDataType(dataType: DataType): Boolean = LayoutRules.isSupported(dataType)

  /**
   * Checks options and column types, before the first row, and makes [[TFRecordCommitter]] the
   * committer of this job alone.
   *
   * @throws TFRecordException an option or a column's type is not supported
   */
  override def prepareWrite(
      sparkSession: SparkSession,
      job: Job,
      options: Map[String, String],
      dataSchema: StructType
  ): OutputWriterFactory = {
    val parsed = new TFRecordOptions(options)
    RecordEncoder.of(dataSchema, parsed)
    TFRecordCommitter.use(job, parsed, dataSchema)
    new TFRecordOutputWriterFactory(parsed)
  }

  /** @throws TFRecordException always: reading is not supported */
  override def inferSchema(
      sparkSession: SparkSession,
      options: Map[String, String],
      files: Seq[FileStatus]
  ): Option[StructType] = throw unreadable

  /** @throws TFRecordException always: reading is not supported */
  override protected def buildReader(
      sparkSession: SparkSession,
      dataSchema: StructType,
      partitionSchema: StructType,
      requiredSchema: StructType,
      filters: Seq[Filter],
      options: Map[String, String],
      hadoopConf: Configuration
  ): PartitionedFile => Iterator[InternalRow] = throw unreadable

  private def unreadable: TFRecordException =
    new TFRecordException(shortName(), "a write (this version does not read)", "a read")
}

/** The same data source by the other name that is in use for it. */
final class TFRecordsFileFormat extends TFRecordFileFormat {
  override def shortName(): String = "tfrecords"
}
