package sparky.tfrecord
package commit

import org.apache.hadoop.fs.Path
import org.apache.hadoop.mapreduce.{Job, JobContext, OutputCommitter, TaskAttemptContext}
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter

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

  /** Refuses, before the first row, a directory whose manifest could not be written at the end. */
  override def setupJob(job: JobContext): Unit = {
    TFRecordManifest.read(manifest, conf)
    super.setupJob(job)
  }

  /** Moves the files of committed tasks into place, then replaces the manifest in one step. */
  override def commitJob(job: JobContext): Unit = {
    val written = takeSidecars(job)
    super.commitJob(job)
    val files = (kept(written) ++ written).sortBy(_.name)
    val run = runId(written)
    val staged = new Path(directory, s"${manifest.getName}.$run")
    HadoopFiles.replace(manifest, staged, TFRecordManifest(run, files).toJson, conf)
  }

  private def takeSidecars(job: JobContext): Seq[WrittenFile] = {
    val attempt = getJobAttemptPath(job)
    val files = attempt.getFileSystem(conf)
    val tasks = files.listStatus(attempt).map(_.getPath)
    val committed = tasks.filter(_.getName != FileOutputCommitter.PENDING_DIR_NAME)
    committed.toSeq.flatMap(task => Sidecar.take(files, task, conf))
  }

  /**
   * The files of earlier writes that are still part of the directory. A dynamic overwrite replaces
   * every partition that it wrote to; a static one has removed the files of its partition already.
   */
  private def kept(written: Seq[WrittenFile]): Seq[WrittenFile] = {
    val touched = written.map(file => folder(file)).toSet - ""
    val earlier =
      if (manifest.getName != TFRecordManifest.DirectoryName) None
      else TFRecordManifest.read(manifest, conf)
    val files = directory.getFileSystem(conf)
    earlier.toSeq.flatMap(_.files).filter { file =>
      !touched(folder(file)) || (!dynamic && files.exists(new Path(directory, file.name)))
    }
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

  /** The UUID in a name as Spark's commit protocol makes it. */
  private val RunIdPattern = "part-\\d+-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})".r

  /** Set by Spark: another UUID of this write, for one that leaves no files. */
  private val JobIdKey = "spark.sql.sources.writeJobUUID"
  private val StagingPrefix = ".spark-staging-"

  /** Where Spark's commit protocol looks for a committer, as Parquet names its own. */
  private val CommitterKey = "spark.sql.sources.outputCommitterClass"

  /** Makes this the committer of one job, in that job's own configuration. */
  def use(job: Job, options: TFRecordOptions): Unit = {
    val conf = job.getConfiguration
    conf.setClass(CommitterKey, classOf[TFRecordCommitter], classOf[OutputCommitter])
    conf.set(ManifestKey, options.manifestName)
    // Version 2 moves files before the job commits, so a failed job would leave some behind.
    conf.setInt(FileOutputCommitter.FILEOUTPUTCOMMITTER_ALGORITHM_VERSION, 1)
    conf.setBoolean(FileOutputCommitter.SUCCESSFUL_JOB_OUTPUT_DIR_MARKER, false)
  }
}
