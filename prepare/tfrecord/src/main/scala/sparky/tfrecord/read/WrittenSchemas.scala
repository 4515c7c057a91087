package sparky.tfrecord
package read

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileStatus, Path}
import org.apache.spark.sql.types.StructType

/** What the manifests say of the files that a schema is asked for. */
final private[read] class WrittenSchemas(options: TFRecordOptions, conf: Configuration) {
  private val manifests = scala.collection.mutable.Map.empty[Path, Option[DirectoryManifest]]

  /** The files that hold records, by name. */
  def recordFiles(files: Seq[FileStatus]): Seq[FileStatus] =
    files.filter(holdsRecords).sortBy(_.getPath.toString)

  private def holdsRecords(file: FileStatus): Boolean =
    RecordFileName.isRecordFile(file.getPath.getName) ||
      manifestOf(file).forall(_.entry(file.getPath).isDefined)

  /** The columns of all these files, or None where not every file has a manifest that says it. */
  def schema(files: Seq[FileStatus]): Option[StructType] = {
    val schemas = files.map(written).distinct
    if (schemas.isEmpty || schemas.contains(None)) None else union(schemas.flatten)
  }

  private def written(file: FileStatus): Option[StructType] =
    manifestOf(file)
      .filter(_.entry(file.getPath).isDefined)
      .map(_.manifest)
      .filter(_.recordType == options.recordType.name)
      .flatMap(_.schema)

  private def manifestOf(file: FileStatus): Option[DirectoryManifest] =
    if (options.manifest == ManifestUse.Ignore) None
    else {
      val folder = file.getPath.getParent
      manifests.getOrElseUpdate(folder, DirectoryManifest.of(folder, conf))
    }

  /** The columns by name, or None where one has two types. */
  private def union(schemas: Seq[StructType]): Option[StructType] = {
    val fields = schemas.flatMap(_.fields.toSeq).distinct
    if (fields.map(_.name).distinct.length < fields.length) None else Some(StructType(fields))
  }
}
