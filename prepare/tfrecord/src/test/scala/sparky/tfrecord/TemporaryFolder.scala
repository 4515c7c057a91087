package sparky.tfrecord

import java.nio.file.{Files, Path}
import java.util.Comparator

import org.scalatest.{BeforeAndAfterAll, Suite}

/** A folder for the files of one suite, removed with all that is in it. */
trait TemporaryFolder extends BeforeAndAfterAll { this: Suite =>
  lazy val folder: Path = Files.createTempDirectory("sparky")

  override def afterAll(): Unit = {
    super.afterAll()
    Files
      .walk(folder)
      .sorted(Comparator.reverseOrder[Path]())
      .forEach(path => Files.delete(path))
  }

  /** A path that does not exist yet, in a folder of its own. */
  def fresh(): Path = Files.createTempDirectory(folder, "out").resolve("dir")
}
