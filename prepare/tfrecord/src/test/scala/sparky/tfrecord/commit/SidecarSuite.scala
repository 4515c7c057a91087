package sparky.tfrecord
package commit

import java.nio.file.{Files, Path => LocalPath}

import org.scalatest.BeforeAndAfterEach
import org.scalatest.funsuite.AnyFunSuite

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path

/** Notes beside files: taken back whole, and refused where a task's folder is not as they say. */
class SidecarSuite extends AnyFunSuite with TemporaryFolder with BeforeAndAfterEach {
  private val conf = new Configuration
  private var local: LocalPath = _
  private var task: Path = _

  override def beforeEach(): Unit = {
    local = Files.createDirectories(fresh())
    task = new Path(s"file:$local")
  }

  private def write(name: String, bytes: Int): Path = {
    val path = local.resolve(name)
    Files.createDirectories(path.getParent)
    Files.write(path, new Array[Byte](bytes))
    new Path(task, name)
  }

  private def note(
      file: Path,
      bytes: Long,
      records: Long,
      crc32c: Int,
      index: Seq[IndexEntry] = Seq.empty
  ): Unit = Sidecar.write(file, WrittenFile(file.getName, bytes, records, crc32c, index), conf)

  private def take(): Seq[WrittenFile] = Sidecar.take(task.getFileSystem(conf), task, conf)

  private def refusal(): String = intercept[TFRecordException](take()).getMessage

  private val index = Seq(IndexEntry(1L << 33, 1L << 32), IndexEntry(1L << 34, 1L << 33))

  test("notes come back with the path below the folder, and are gone") {
    note(write("day=a b%20c/part-1", 3), 3, 1, 0xfebe8a61, index)
    note(write("part-0", 0), 0, 0, 7)
    assert(
      take().toSet == Set(
        WrittenFile("day=a b%20c/part-1", 3, 1, 0xfebe8a61, index),
        WrittenFile("part-0", 0, 0, 7, Seq.empty)
      )
    )
    assert(RecordFiles.list(local) == Seq("day=a b%20c/part-1", "part-0"))
  }

  test("a file that is shorter than what was written to it is refused") {
    note(write("part-0", 3), 5, 1, 7)
    assert(
      refusal() ==
        s"file part-0 of the committed task $task: expected 5 bytes, received 3 bytes"
    )
  }

  test("a file without a note, and a note without a file, are refused") {
    write("part-0", 3)
    assert(refusal().endsWith(": expected a file that its writer has closed, received 3 bytes"))
    Files.delete(local.resolve("part-0"))
    note(new Path(task, "part-0"), 3, 1, 7)
    assert(refusal().endsWith(": expected 3 bytes, received no file"))
  }
}
