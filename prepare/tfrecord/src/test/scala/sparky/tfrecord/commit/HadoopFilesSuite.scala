package sparky.tfrecord
package commit

import java.io.IOException
import java.net.URI
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path => LocalPath}

import org.scalatest.funsuite.AnyFunSuite

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs._
import org.apache.hadoop.fs.permission.FsPermission
import org.apache.hadoop.util.Progressable

/** How a file is created and replaced, on a local file system and on a stand-in object store. */
class HadoopFilesSuite extends AnyFunSuite with TemporaryFolder {
  private val conf = new Configuration
  conf.set("fs.objects.impl", classOf[HadoopFilesSuite.ObjectStore].getName)

  private def dir(): LocalPath = Files.createDirectories(fresh())

  private def replace(path: Path, content: String): Unit =
    HadoopFiles.replace(path, path.suffix(".run"), content.getBytes(UTF_8), conf)

  private def read(path: Path): String = new String(HadoopFiles.read(path, conf), UTF_8)

  for (scheme <- Seq("file", "objects"))
    test(s"a file is written and replaced on $scheme, and nothing else is left") {
      val local = dir()
      val path = new Path(s"$scheme://$local/_LIST.json")
      for (content <- Seq("first, which is longer", "second")) {
        replace(path, content)
        assert(read(path) == content)
        assert(RecordFiles.list(local) == Seq("_LIST.json"))
      }
    }

  test("the checksum of a file that was written with one does not outlive it") {
    val local = dir()
    val path = new Path(s"file://$local/_LIST.json")
    path.getFileSystem(conf).create(path).close()
    assert(RecordFiles.list(local) == Seq("._LIST.json.crc", "_LIST.json"))
    replace(path, "second")
    assert(read(path) == "second")
    assert(RecordFiles.list(local) == Seq("_LIST.json"))
  }

  test("a local file system that renames onto no file, as Hive's does, is gone round") {
    val hive = new Configuration(conf)
    hive.setClass("fs.file.impl", classOf[HadoopFilesSuite.NoReplacing], classOf[FileSystem])
    hive.setBoolean("fs.file.impl.disable.cache", true)
    val local = dir()
    val path = new Path(s"file://$local/_LIST.json")
    for (content <- Seq("first", "second"))
      HadoopFiles.replace(path, path.suffix(".run"), content.getBytes(UTF_8), hive)
    assert(read(path) == "second")
    assert(RecordFiles.list(local) == Seq("_LIST.json"))
  }

  test("a new file never replaces another") {
    val path = new Path(s"file://${dir()}/part-0")
    HadoopFiles.create(path, conf).close()
    intercept[IOException](HadoopFiles.create(path, conf))
  }
}

object HadoopFilesSuite {

  /** As `ProxyLocalFileSystem`, which is that of local files where Hive's jars are. */
  class NoReplacing extends LocalFileSystem {
    override def rename(from: Path, to: Path): Boolean = !exists(to) && super.rename(from, to)
  }

  /** Neither local nor HDFS. It has no rename: on an object store that is not one step. */
  class ObjectStore extends FilterFileSystem(new RawLocalFileSystem) {
    override def getScheme: String = "objects"

    override def getUri: URI = URI.create("objects:///")

    override def open(path: Path, bufferSize: Int): FSDataInputStream =
      fs.open(local(path), bufferSize)

    override def create(
        path: Path,
        permission: FsPermission,
        overwrite: Boolean,
        bufferSize: Int,
        replication: Short,
        blockSize: Long,
        progress: Progressable
    ): FSDataOutputStream =
      fs.create(local(path), permission, overwrite, bufferSize, replication, blockSize, progress)

    override def rename(from: Path, to: Path): Boolean =
      throw new UnsupportedOperationException("rename")

    private def local(path: Path): Path = new Path(path.toUri.getPath)
  }
}
