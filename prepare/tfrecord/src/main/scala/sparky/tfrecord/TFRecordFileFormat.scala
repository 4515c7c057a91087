package sparky.tfrecord

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileStatus, Path}
import org.apache.hadoop.mapreduce.Job
import org.apache.spark.sql.SparkSession
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.{FileFormat, OutputWriterFactory, PartitionedFile}
import org.apache.spark.sql.sources.{DataSourceRegister, Filter}
import org.apache.spark.sql.types.{DataType, StructType}

import sparky.tfrecord.commit.TFRecordCommitter
import sparky.tfrecord.encode.RecordEncoder
import sparky.tfrecord.layout.LayoutRules
import sparky.tfrecord.read.{PartitionReader, SchemaInference}
import sparky.tfrecord.write.TFRecordOutputWriterFactory

/** The data source `tfrecord`: files of framed `tf.train.Example`s, or of other records. */
class TFRecordFileFormat extends FileFormat with DataSourceRegister with Serializable {

  override def shortName(): String = "tfrecord"

  override def toString: String = shortName()

  /** Refuses a type that no record holds while a query is analysed, before a row is touched. */
  override def supportDataType(dataType: DataType): Boolean = LayoutRules.isSupported(dataType)

  /**
   * Checks options and column types, before the first row, and makes `TFRecordCommitter` the
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

  /**
   * The schema with which the files were written, or else the one that their records show.
   *
   * @throws TFRecordException an option is not supported, a file is damaged, or files hold
   *                           different kinds of one feature
   */
  override def inferSchema(
      sparkSession: SparkSession,
      options: Map[String, String],
      files: Seq[FileStatus]
  ): Option[StructType] = SchemaInference.schema(sparkSession, options, files)

  /** Where a file is split, its content decides in the task whether it can be. */
  override def isSplitable(
      sparkSession: SparkSession,
      options: Map[String, String],
      path: Path
  ): Boolean = PartitionReader.isSplitable(options, path)

  /**
   * Checks options, columns and directory, and gives what reads a split in a task. The rows are
   * `UnsafeRow`s, each in the memory of the one before.
   *
   * @throws TFRecordException an option or a column's type is not supported, or the directory does
   *                           not hold the files that its manifest lists
   */
  override protected def buildReader(
      sparkSession: SparkSession,
      dataSchema: StructType,
      partitionSchema: StructType,
      requiredSchema: StructType,
      filters: Seq[Filter],
      options: Map[String, String],
      hadoopConf: Configuration
  ): PartitionedFile => Iterator[InternalRow] =
    PartitionReader.of(sparkSession, dataSchema, requiredSchema, options, hadoopConf)

  /** The same with the values of partition columns, for which alone rows are copied. */
  override def buildReaderWithPartitionValues(
      sparkSession: SparkSession,
      dataSchema: StructType,
      partitionSchema: StructType,
      requiredSchema: StructType,
      filters: Seq[Filter],
      options: Map[String, String],
      hadoopConf: Configuration
  ): PartitionedFile => Iterator[InternalRow] =
    if (partitionSchema.isEmpty) {
      PartitionReader.of(sparkSession, dataSchema, requiredSchema, options, hadoopConf)
    } else {
      super.buildReaderWithPartitionValues(
        sparkSession,
        dataSchema,
        partitionSchema,
        requiredSchema,
        filters,
        options,
        hadoopConf
      )
    }

  /** Two of the same source are one: so a cached query is found again. */
  override def equals(other: Any): Boolean = other.isInstanceOf[TFRecordFileFormat]

  override def hashCode(): Int = classOf[TFRecordFileFormat].hashCode()
}

/** The same data source by the other name that is in use for it. */
final class TFRecordsFileFormat extends TFRecordFileFormat {
  override def shortName(): String = "tfrecords"
}
