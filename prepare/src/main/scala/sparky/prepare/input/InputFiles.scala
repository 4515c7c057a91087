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
 * @param whole
 *   whether it can only be read from its start to its end, as compressed text
 */
final case class InputFile(path: String, name: String, bytes: Long, whole: Boolean)

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
    val names = named(files.map(_.getPath))
    val inputs = files.zip(names).map { case (file, name) =>
      val path = file.getPath.toString
      InputFile(path, name, file.getLen, Compression.of(path).isDefined)
    }
    (matched.flatMap(_._2).map(_.getPath), inputs)
  }

  /**
   * What a glob matches, but names that begin with `_` or `.`.
   *
   * @throws InputError
   *   where that is nothing
   */
  def matched(storage: Storage, glob: Path): Seq[Path] = {
    val found = matches(storage, glob).map(_.getPath)
    if (found.isEmpty) throw new InputError(s"$glob: expected at least one file, received none")
    found
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

  /** The paths of files below the folder that all of them share. */
  def named(files: Seq[Path]): Seq[String] = {
    refuseOtherFileSystems(files)
    val folder = sharedFolder(files.map(_.getParent))
    val prefix = folder.toUri.getPath.stripSuffix("/").length + 1
    files.map(_.toUri.getPath.substring(prefix))
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
