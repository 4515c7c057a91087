package sparky.prepare.input

import org.apache.hadoop.fs.{FileStatus, Path}

import sparky.prepare.{InputError, UsageError}
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
 * @param compression
 *   none where it is plain text
 */
final case class InputFile(
    path: String,
    name: String,
    bytes: Long,
    compression: Option[Compression]
)

/** Finds the files of the log. */
object InputFiles {

  /**
   * The files that the globs match, sorted by path, each once; of a directory all files below it.
   * Names that begin with `_` or `.` are not looked at.
   *
   * @return
   *   the paths that the globs themselves match, and the files
   * @throws InputError
   *   where a glob matches no file, or a file is compressed in a way that is not read
   */
  def find(storage: Storage, globs: Seq[Path]): (Seq[Path], Seq[InputFile]) = {
    val matched = globs.map(glob => glob -> matches(storage, glob))
    val found = matched.map { case (glob, visible) =>
      val files = visible.flatMap(below(storage, _))
      if (files.isEmpty) throw new InputError(s"$glob: expected at least one file, received none")
      files
    }
    val files = found.flatten.distinctBy(_.getPath.toUri.normalize).sortBy(_.getPath.toUri.getPath)
    (matched.flatMap(_._2).map(_.getPath), named(files))
  }

  private def matches(storage: Storage, glob: Path): Seq[FileStatus] =
    Option(storage.fileSystem(glob).globStatus(glob))
      .fold(Seq.empty[FileStatus])(_.toSeq)
      .filterNot(isHidden)

  private def below(storage: Storage, status: FileStatus): Seq[FileStatus] =
    if (status.isDirectory)
      storage.list(status.getPath).filterNot(isHidden).flatMap(below(storage, _))
    else Seq(status)

  private def isHidden(status: FileStatus): Boolean = {
    val name = status.getPath.getName
    name.startsWith("_") || name.startsWith(".")
  }

  private def named(files: Seq[FileStatus]): Seq[InputFile] = {
    refuseOtherFileSystems(files.map(_.getPath))
    val folder = sharedFolder(files.map(_.getPath.getParent))
    val prefix = folder.toUri.getPath.stripSuffix("/").length + 1
    files.map { f =>
      val name = f.getPath.toUri.getPath.substring(prefix)
      InputFile(f.getPath.toString, name, f.getLen, Compression.of(f.getPath.toString))
    }
  }

  // Names are told apart below a folder that all files share.
  private def refuseOtherFileSystems(paths: Seq[Path]): Unit = {
    def place(path: Path): (String, String) = (path.toUri.getScheme, path.toUri.getAuthority)
    paths.find(path => place(path) != place(paths.head)).foreach { other =>
      throw new UsageError(
        s"--in: expected files of one file system, received ${paths.head} and $other"
      )
    }
  }

  private def sharedFolder(folders: Seq[Path]): Path = folders.distinct.reduceLeft { (one, other) =>
    Iterator.iterate(one)(_.getParent).find(a => contains(a, other)).get
  }

  private def contains(outer: Path, inner: Path): Boolean =
    Iterator.iterate(inner)(_.getParent).takeWhile(_ != null).contains(outer)
}
