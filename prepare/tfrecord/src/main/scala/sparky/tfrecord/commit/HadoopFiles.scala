package sparky.tfrecord
package commit

import java.io.IOException

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{ChecksumFileSystem, FileSystem, FSDataOutputStream, Path}
import org.apache.hadoop.fs.{Options, RawLocalFileSystem}
import org.apache.hadoop.hdfs.DistributedFileSystem

/** How files come to be in a file system of Hadoop: with no `.crc` beside them, or all at once. */
private[tfrecord] object HadoopFiles {

  /**
   * Creates a new file. On a local file system it goes round the layer that would leave a `.crc`
   * beside it; `setWriteChecksum` would do so for everyone in this JVM.
   */
  def create(path: Path, conf: Configuration): FSDataOutputStream =
    unsummed(path.getFileSystem(conf)).create(path, false)

  /** Reads a whole small file. */
  def read(path: Path, conf: Configuration): Array[Byte] = {
    val in = path.getFileSystem(conf).open(path)
    try in.readAllBytes()
    finally in.close()
  }

  /**
   * Replaces `path` by `content` in one step: a reader finds the old file or the new one. Local
   * file systems and HDFS do it by a rename; an object of an object store appears whole when it is
   * closed.
   *
   * @param staged where the content is put first, in the same directory
   */
  def replace(path: Path, staged: Path, content: Array[Byte], conf: Configuration): Unit =
    path.getFileSystem(conf) match {
      case local @ (_: ChecksumFileSystem | _: RawLocalFileSystem) =>
        write(unsummed(local), staged, content, durable = true)
        renameLocal(local, staged, path)
      case hdfs: DistributedFileSystem =>
        write(hdfs, staged, content, durable = true)
        hdfs.rename(staged, path, Options.Rename.OVERWRITE)
      case objects => write(objects, path, content, durable = false)
    }

  /**
   * Goes round what stands before the raw file system, as Hive's for local files refuses to replace
   * one. A checksum of the old file goes first: without one, a file is read as it is.
   */
  private def renameLocal(local: FileSystem, staged: Path, path: Path): Unit = {
    local match {
      case summed: ChecksumFileSystem =>
        summed.getRawFileSystem.delete(summed.getChecksumFile(path), false)
      case _ =>
    }
    if (!unsummed(local).rename(staged, path)) {
      throw new IOException(s"cannot rename $staged to $path")
    }
  }

  private def unsummed(files: FileSystem): FileSystem = files match {
    case summed: ChecksumFileSystem => summed.getRawFileSystem
    case other                      => other
  }

  private def write(files: FileSystem, path: Path, content: Array[Byte], durable: Boolean): Unit = {
    val out = files.create(path, true)
    try {
      out.write(content)
      if (durable) out.hsync()
    } finally out.close()
  }
}
