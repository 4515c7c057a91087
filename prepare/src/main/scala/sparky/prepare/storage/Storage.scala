package sparky.prepare.storage

import java.io.{FileNotFoundException, IOException, OutputStream}

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{
  FileContext,
  FileStatus,
  FileSystem,
  FSDataInputStream,
  LocalFileSystem
}
import org.apache.hadoop.fs.{Options, Path}

/**
 * Whole files on any file system that Hadoop reaches, without `.crc` side files on local ones.
 *
 * @param conf
 *   Hadoop's configuration: credentials, connectors, the default file system
 */
final class Storage(conf: Configuration) {
  import Storage._

  /** The file system of a path; a local one without Hadoop's own checksum layer. */
  def fileSystem(path: Path): FileSystem = path.getFileSystem(conf) match {
    case local: LocalFileSystem => local.getRawFileSystem
    case other                  => other
  }

  /** The path with its scheme and, where relative, its working directory spelled out. */
  def qualify(path: Path): Path = path.getFileSystem(conf).makeQualified(path)

  def status(path: Path): Option[FileStatus] =
    try Some(fileSystem(path).getFileStatus(path))
    catch { case _: FileNotFoundException => None }

  /** What a directory holds, in the order of the names; nothing if there is no such directory. */
  def list(directory: Path): Seq[FileStatus] =
    try fileSystem(directory).listStatus(directory).toSeq.sortBy(_.getPath.getName)
    catch { case _: FileNotFoundException => Nil }

  def open(path: Path): FSDataInputStream = fileSystem(path).open(path, BufferBytes)

  def create(path: Path): OutputStream = fileSystem(path).create(path, true, BufferBytes)

  /** The bytes of a whole file. */
  def read(path: Path): Array[Byte] = {
    val in = open(path)
    try in.readAllBytes()
    finally in.close()
  }

  def write(path: Path, bytes: Array[Byte]): Unit = {
    val out = create(path)
    try out.write(bytes)
    finally out.close()
  }

  def delete(path: Path): Unit = {
    fileSystem(path).delete(path, true)
    ()
  }

  /**
   * Puts `bytes` in the place of `target` in one step: a reader sees the old file or the new one.
   *
   * A rename does that on POSIX and HDFS. On an object store a rename is a copy and a removal, but
   * an object appears whole when its stream is closed.
   *
   * @param staged
   *   where the bytes may be written first, in the same directory
   */
  def replace(target: Path, staged: Path, bytes: Array[Byte]): Unit =
    if (isObjectStore(target)) write(target, bytes)
    else {
      write(staged, bytes)
      rename(staged, target)
    }

  /** Renames a file onto another, which need not exist. */
  def rename(from: Path, to: Path): Unit = {
    val local = fileSystem(from).getUri.getScheme == "file"
    if (local) renameLocal(from, to)
    else FileContext.getFileContext(to.toUri, conf).rename(from, to, Options.Rename.OVERWRITE)
  }

  // RawLocalFileSystem.rename is rename(2); FileContext would delete the target first.
  private def renameLocal(from: Path, to: Path): Unit =
    if (!fileSystem(from).rename(from, to))
      throw new IOException(s"$from: cannot be renamed to $to")
}

object Storage {

  /** Large enough that a remote store is asked rarely. */
  private val BufferBytes = 1 << 20
  private val ObjectStores = Set("gs", "s3", "s3a", "abfs", "abfss", "wasb", "wasbs", "oss")

  private def isObjectStore(path: Path): Boolean =
    Option(path.toUri.getScheme).exists(ObjectStores.contains)
}
