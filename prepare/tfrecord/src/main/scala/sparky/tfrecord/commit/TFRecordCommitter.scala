package sparky.tfrecord
package commit

import org.apache.hadoop.fs.Path
import org.apache.hadoop.mapreduce.{Job, JobContext, OutputCommitter, TaskAttemptContext}
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter
import org.apache.spark.sql.types.{DataType, StructType}

/**
 * Hadoop's committer, and a manifest once everything else is in place: a write is complete when its
 * manifest is. The manifest lists the files of the attempts that Spark committed, and no others.
 *
 * A dynamic overwrite moves its partitions into the directory only then; one that is killed before
 * has a manifest with files that are not there, which a reader cannot overlook.
 *
 * There is no `_SUCCESS`: it would appear before the manifest, and stay when a later write fails.
 *
 * @param outputPath the directory, or Spark's staging folder in it where partitions are overwritten
 *                   dynamically
 */
final class TFRecordCommitter(outputPath: Path, context: TaskAttemptContext)
    extends FileOutputCommitter(outputPath, context) {
  import TFRecordCommitter._

  private val conf = context.getConfiguration
  private val dynamic = outputPath.getName.startsWith(StagingPrefix)
  private val directory = if (dynamic) outputPath.getParent else outputPath
  private val manifest = new Path(directory, conf.get(ManifestKey))
  private val recordType = conf.get(RecordTypeKey)

  /**
   * Refuses, before the first row, a directory whose manifest could not be written at the end, and
   * one of other records.
   */
  override def setupJob(job: JobContext): Unit = {
    earlier.filter(_.files.nonEmpty).foreach(requireSameRecords)
    super.setupJob(job)
  }

  /** Moves the files of committed tasks into place, then replaces the manifest in one step. */
  override def commitJob(job: JobContext): Unit = {
    val written = takeSidecars(job)
    super.commitJob(job)
    val before = kept(written)
    val files = before.toSeq.flatMap(_.files) ++ written
    val run = runId(written)
    val now = TFRecordManifest(run, recordType, schema(before), files.sortBy(_.name))
    val staged = new Path(directory, s"${manifest.getName}.$run")
    HadoopFiles.replace(manifest, staged, now.toJson, conf)
  }

  /** The manifest that this write adds to; one with a name of its own it replaces. */
  private def earlier: Option[TFRecordManifest] =
    TFRecordManifest.readOwn(manifest, conf).filter { _ =>
      manifest.getName == TFRecordManifest.DirectoryName
    }

  private def requireSameRecords(earlier: TFRecordManifest): Unit =
    if (earlier.recordType != recordType) {
      val expected = s"recordType ${earlier.recordType}, as the records that are there"
      throw new TFRecordException(s"directory $directory", expected, recordType)
    }

  /** This write's schema, or that of all files where others are kept, if there is one. */
  private def schema(kept: Option[TFRecordManifest]): Option[StructType] = {
    val later = DataType.fromJson(conf.getRaw(SchemaKey)).asInstanceOf[StructType]
    kept match {
      case Some(before) => before.schema.flatMap(WrittenSchema.union(_, later))
      case None         => Some(later)
    }
  }

  private def takeSidecars(job: JobContext): Seq[WrittenFile] = {
    val attempt = getJobAttemptPath(job)
    val files = attempt.getFileSystem(conf)
    val tasks = files.listStatus(attempt).map(_.getPath)
    val committed = tasks.filter(_.getName != FileOutputCommitter.PENDING_DIR_NAME)
    committed.toSeq.flatMap(task => Sidecar.take(files, task, conf))
  }

  /**
   * The manifest before, with those of its files that are still part of the directory, or None
   * where there are none. A dynamic overwrite replaces every partition that it wrote to; a static
   * one has removed the files of its partition already.
   */
  private def kept(written: Seq[WrittenFile]): Option[TFRecordManifest] = {
    val touched = written.map(file => folder(file)).toSet - ""
    val files = directory.getFileSystem(conf)
    def isKept(file: WrittenFile): Boolean =
      !touched(folder(file)) || (!dynamic && files.exists(new Path(directory, file.name)))
    earlier
      .map(manifest => manifest.copy(files = manifest.files.filter(isKept)))
      .filter(_.files.nonEmpty)
  }

  /** The identifier in the names of the files, which Spark tells a committer in no other way. */
  private def runId(written: Seq[WrittenFile]): String =
    written.flatMap(file => RunIdPattern.findFirstMatchIn(file.name)).headOption match {
      case Some(found) => found.group(1)
      case None        => conf.get(JobIdKey)
    }

  private def folder(file: WrittenFile): String =
    file.name.substring(0, math.max(0, file.name.lastIndexOf('/')))
}

private[tfrecord] object TFRecordCommitter {
  private val ManifestKey = "sparky.tfrecord.manifest"
  private val RecordTypeKey = "sparky.tfrecord.recordType"

  /** Read as it stands: Hadoop would replace a `${name}` in it. */
  private val SchemaKey = "sparky.tfrecord.schema"

  /** The UUID in a name as Spark's commit protocol makes it. */
  private val RunIdPattern = "part-\\d+-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})".r

  /** Set by Spark: another UUID of this write, for one that leaves no files. */
  private val JobIdKey = "spark.sql.sources.writeJobUUID"
  private val StagingPrefix = ".spark-staging-"

  /** Where Spark's commit protocol looks for a committer, as Parquet names its own. */
  private val CommitterKey = "spark.sql.sources.outputCommitterClass"

  /** Makes this the committer of one job, which writes `schema`, in that job's configuration. */
  def use(job: Job, options: TFRecordOptions, schema: StructType): Unit = {
    val conf = job.getConfiguration
    conf.setClass(CommitterKey, classOf[TFRecordCommitter], classOf[OutputCommitter])
    conf.set(ManifestKey, options.manifestName)
    conf.set(RecordTypeKey, options.recordType.name)
    conf.set(SchemaKey, WrittenSchema.of(schema, options.allowNarrowing).json)
    // Version 2 moves files before the job commits, so a failed job would leave some behind.
    conf.setInt(FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION, 1)
    conf.setBoolean(FileOutputCommitter.SUCCESSFUL_JOB_OUTPUT_DIR_MARKER, false)
  }
}
