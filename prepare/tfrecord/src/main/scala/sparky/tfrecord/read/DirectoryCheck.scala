package sparky.tfrecord
package read

import java.io.FileNotFoundException

import org.slf4j.LoggerFactory

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileSystem, Path}

/** Whether a directory that is read as a whole has all the files that its manifest lists. */
private[read] object DirectoryCheck {
  private val log = LoggerFactory.getLogger(getClass)

  /**
   * Checks the directory `path`; a single file, and a pattern of names, are left alone.
   *
   * @param ignoreMissing a missing file is logged and no error
   * @throws TFRecordException naming a file that is not there
   */
  def run(path: Path, use: ManifestUse, ignoreMissing: Boolean, conf: Configuration): Unit = {
    val files = path.getFileSystem(conf)
    if (use != ManifestUse.Ignore && isDirectory(files, path)) {
      DirectoryManifest.of(path, conf) match {
        case Some(manifest) => check(files, files.makeQualified(path), manifest, use, ignoreMissing)
        case None if use == ManifestUse.Require => throw ManifestCheck.absent(path)
        case None                               => ()
      }
    }
  }

  private def isDirectory(files: FileSystem, path: Path): Boolean =
    try files.getFileStatus(path).isDirectory
    catch { case _: FileNotFoundException => false }

  private def check(
      files: FileSystem,
      path: Path,
      manifest: DirectoryManifest,
      use: ManifestUse,
      ignoreMissing: Boolean
  ): Unit = {
    val found = list(files, path).map(manifest.nameOf).toSet
    val inside = if (path == manifest.directory) "" else manifest.nameOf(path) + "/"
    val listed = manifest.manifest.files.map(_.name).filter(_.startsWith(inside))
    val gone = listed.filterNot(found)
    val lost = if (use == ManifestUse.Require) gone else gone.filterNot(dropped(files, manifest))
    lost.headOption.foreach(report(manifest, _, lost.length, ignoreMissing))
  }

  /** A partition whose folder is gone as a whole has been dropped on purpose. */
  private def dropped(files: FileSystem, manifest: DirectoryManifest): String => Boolean = {
    val known = scala.collection.mutable.Map.empty[Path, Boolean]
    name => {
      val folder = new Path(manifest.directory, name).getParent
      folder != manifest.directory && known.getOrElseUpdate(folder, !files.exists(folder))
    }
  }

  private def report(
      manifest: DirectoryManifest,
      name: String,
      count: Int,
      ignoreMissing: Boolean
  ): Unit = {
    val others = if (count > 1) s" nor ${count - 1} others" else ""
    val error = new TFRecordException(
      s"directory ${manifest.directory}",
      s"the files that ${manifest.path.getName} lists",
      s"no $name$others"
    )
    if (ignoreMissing) log.warn("Missing files are left out", error) else throw error
  }

  private def list(files: FileSystem, path: Path): Seq[Path] = {
    val found = Seq.newBuilder[Path]
    val all = files.listFiles(path, true)
    while (all.hasNext) found += all.next().getPath
    found.result()
  }
}
