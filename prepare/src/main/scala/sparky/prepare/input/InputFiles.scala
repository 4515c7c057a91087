package sparky.prepare.input

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileStatus, Path}
import org.apache.hadoop.io.compress.CompressionCodecFactory

import sparky.prepare.InputError
import sparky.prepare.storage.Storage

/**
 * A file of the log.
 *
 * @param path
 *   where it lies
 * @param name
 *   its path below the folder that all input files share
 * @param bytes
 *   its size as it lies there, compressed or not
 * @param compressed
 *   whether its suffix is that of a codec; such a file is read as a whole
 */
final case class InputFile(path: String, name: String, bytes: Long, compressed: Boolean)

/** Finds the files of the log. */
object InputFiles {

  /**
   * The files that a glob matches, sorted by path; of a directory all files below it. Names that
   * begin with `_` or `.` are not looked at.
   *
   * @return
   *   the paths that the glob itself matches, and the files
   * @throws InputError
   *   where no file matches
   */
  def find(storage: Storage, conf: Configuration, glob: Path): (Seq[Path], Seq[InputFile]) = {
    val matched =
      Option(storage.fileSystem(glob).globStatus(glob)).fold(Seq.empty[FileStatus])(_.toSeq)
    val visible = matched.filterNot(isHidden)
    val files = visible.flatMap(below(storage, _)).sortBy(_.getPath.toUri.getPath)
    if (files.isEmpty)
      throw new InputError(s"$glob: expected at least one file, received none")
    (visible.map(_.getPath), named(files, new CompressionCodecFactory(conf)))
  }

  private def below(storage: Storage, status: FileStatus): Seq[FileStatus] =
    if (status.isDirectory)
      storage.list(status.getPath).filterNot(isHidden).flatMap(below(storage, _))
    else Seq(status)

  private def isHidden(status: FileStatus): Boolean = {
    val name = status.getPath.getName
    name.startsWith("_") || name.startsWith(".")
  }

  private def named(files: Seq[FileStatus], codecs: CompressionCodecFactory): Seq[InputFile] = {
    val folder = sharedFolder(files.map(_.getPath.getParent))
    val prefix = folder.toUri.getPath.stripSuffix("/").length + 1
    files.map { f =>
      val name = f.getPath.toUri.getPath.substring(prefix)
      InputFile(f.getPath.toString, name, f.getLen, codecs.getCodec(f.getPath) != null)
    }
  }

  private def sharedFolder(folders: Seq[Path]): Path = folders.distinct.reduceLeft { (one, other) =>
    Iterator.iterate(one)(_.getParent).find(a => contains(a, other)).get
  }

  private def contains(outer: Path, inner: Path): Boolean =
    Iterator.iterate(inner)(_.getParent).takeWhile(_ != null).contains(outer)
}
