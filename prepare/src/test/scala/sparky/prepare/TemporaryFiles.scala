package sparky.prepare

import java.io.ByteArrayOutputStream
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}
import java.util.zip.GZIPOutputStream

import org.scalatest.Suite

import sparky.tfrecord.TemporaryFolder

/** Files for one suite, in folders of their own, removed when it is done. */
trait TemporaryFiles extends TemporaryFolder { this: Suite =>

  /** A new empty folder. */
  def newFolder(): Path = Files.createTempDirectory(folder, "case")

  /** Writes a file and gives its path. */
  def write(path: Path, content: Array[Byte]): String = {
    Files.createDirectories(path.getParent)
    Files.write(path, content).toString
  }

  def write(path: Path, content: String): String = write(path, content.getBytes(UTF_8))

  /** The text as a gzip file holds it. */
  def gzip(text: String): Array[Byte] = {
    val bytes = new ByteArrayOutputStream
    val out = new GZIPOutputStream(bytes)
    out.write(text.getBytes(UTF_8))
    out.close()
    bytes.toByteArray
  }

  /** The content of every file below a folder, by its path there. */
  def contents(root: Path): Map[String, Seq[Byte]] = {
    val found = Map.newBuilder[String, Seq[Byte]]
    if (Files.exists(root)) Files.walk(root).filter(Files.isRegularFile(_)).forEach { p =>
      found += root.relativize(p).toString -> Files.readAllBytes(p).toSeq
    }
    found.result()
  }
}
