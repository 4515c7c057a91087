package sparky.prepare

import java.io.{IOException, OutputStream}
import java.net.URI
import java.util.concurrent.atomic.AtomicInteger

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{DelegateToFileSystem, FileStatus, FSDataOutputStream}
import org.apache.hadoop.fs.{Path, RawLocalFileSystem}
import org.apache.hadoop.fs.permission.FsPermission
import org.apache.hadoop.util.Progressable

/** What breaks down, counted in operations that change files, from 1. */
sealed trait Fault {

  /** Whether the operation on `path` fails; `grows` says whether it needs room on the disk. */
  def strikes(operation: Int, grows: Boolean, path: Path): Boolean
}

object Fault {

  case object None extends Fault {
    def strikes(operation: Int, grows: Boolean, path: Path): Boolean = false
  }

  /** From an operation on nothing is done any more: what a process leaves that is killed there. */
  final case class Dead(from: Int) extends Fault {
    def strikes(operation: Int, grows: Boolean, path: Path): Boolean = operation >= from
  }

  /** From an operation on there is no room left; what needs none still works. */
  final case class DiskFull(from: Int) extends Fault {
    def strikes(operation: Int, grows: Boolean, path: Path): Boolean = grows && operation >= from
  }

  /** The rename onto a path that ends so fails. */
  final case class RenameOnto(end: String) extends Fault {
    def strikes(operation: Int, grows: Boolean, path: Path): Boolean =
      !grows && path.toString.endsWith(end)
  }

  /** One operation fails, and none after it. */
  final case class Once(at: Int) extends Fault {
    def strikes(operation: Int, grows: Boolean, path: Path): Boolean = operation == at
  }
}

/**
 * Local files under the scheme `faulty`, whose creations, first writes, closings, renames and
 * deletions are numbered and fail as the fault says; a write that fails is half done.
 *
 * Hadoop makes it by reflection: `fs.faulty.impl`.
 */
class FaultyFileSystem extends RawLocalFileSystem {
  import FaultyFileSystem.pass

  override def getScheme: String = "faulty"

  override def getUri: URI = URI.create("faulty:///")

  // The local one asks for permissions by `file:` when they are looked at.
  override def getFileStatus(path: Path): FileStatus = {
    val s = super.getFileStatus(path)
    new FileStatus(s.getLen, s.isDirectory, 1, s.getBlockSize, s.getModificationTime, s.getPath)
  }

  override def create(
      path: Path,
      overwrite: Boolean,
      bufferSize: Int,
      replication: Short,
      blockSize: Long,
      progress: Progressable
  ): FSDataOutputStream = {
    pass(grows = true, path)
    faulty(path, super.create(path, overwrite, bufferSize, replication, blockSize, progress))
  }

  override def create(
      path: Path,
      permission: FsPermission,
      overwrite: Boolean,
      bufferSize: Int,
      replication: Short,
      blockSize: Long,
      progress: Progressable
  ): FSDataOutputStream = {
    pass(grows = true, path)
    faulty(
      path,
      super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress)
    )
  }

  override def mkdirs(path: Path): Boolean = {
    pass(grows = true, path)
    super.mkdirs(path)
  }

  override def rename(from: Path, to: Path): Boolean = {
    pass(grows = false, to)
    super.rename(from, to)
  }

  override def delete(path: Path, recursive: Boolean): Boolean = {
    pass(grows = false, path)
    super.delete(path, recursive)
  }

  private def faulty(path: Path, out: FSDataOutputStream): FSDataOutputStream =
    new FSDataOutputStream(new FaultyStream(path, out), null)
}

object FaultyFileSystem {
  @volatile private var present: Fault = Fault.None
  private val operations = new AtomicInteger

  /** Runs `body` with a fault; its result, and how many operations there were. */
  def during[A](fault: Fault)(body: => A): (A, Int) = {
    operations.set(0)
    present = fault
    try {
      val result = body
      (result, operations.get)
    } finally present = Fault.None
  }

  /** Numbers an operation and fails it where the fault strikes. */
  private[prepare] def pass(grows: Boolean, path: Path): Unit =
    if (present.strikes(operations.incrementAndGet(), grows, path))
      throw new IOException("No space left on device")

  /** Makes the scheme known to Hadoop. */
  def configure(conf: Configuration): Unit = {
    conf.set("fs.faulty.impl", classOf[FaultyFileSystem].getName)
    conf.set("fs.AbstractFileSystem.faulty.impl", classOf[FaultyContext].getName)
  }
}

/** Numbers the first write and the closing of a file. */
private class FaultyStream(path: Path, out: OutputStream) extends OutputStream {
  private var written = false
  private var closed = false

  override def write(byte: Int): Unit = write(Array(byte.toByte), 0, 1)

  override def write(bytes: Array[Byte], from: Int, length: Int): Unit = {
    if (!written) first(bytes, from, length)
    written = true
    out.write(bytes, from, length)
  }

  override def flush(): Unit = out.flush()

  override def close(): Unit = if (!closed) {
    FaultyFileSystem.pass(grows = true, path)
    closed = true
    out.close()
  }

  private def first(bytes: Array[Byte], from: Int, length: Int): Unit =
    try FaultyFileSystem.pass(grows = true, path)
    catch {
      case e: IOException =>
        out.write(bytes, from, length / 2)
        out.flush()
        throw e
    }
}

/** The same files for Hadoop's newer interface; as on HDFS, a rename replaces in one step. */
class FaultyContext(uri: URI, conf: Configuration)
    extends DelegateToFileSystem(uri, new FaultyFileSystem, conf, "faulty", false) {

  override def getUriDefaultPort: Int = -1

  override def renameInternal(from: Path, to: Path, overwrite: Boolean): Unit =
    if (!fsImpl.rename(from, to)) throw new IOException(s"$from: cannot be renamed to $to")
}
