package sparky.tfrecord

import java.io.{ByteArrayInputStream, InputStream}
import java.nio.{ByteBuffer, ByteOrder}
import java.nio.file.{Files, Path}
import java.util.zip.{CRC32C, GZIPInputStream, InflaterInputStream}

import scala.collection.mutable.ArrayBuffer

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}

/** What a write left behind, looked at with nothing of the source's own code. */
object RecordFiles {

  /** The paths of all files below `dir`, hidden ones too, sorted. */
  def list(dir: Path): Seq[String] = {
    val found = ArrayBuffer.empty[String]
    Files.walk(dir).filter(Files.isRegularFile(_)).forEach { path =>
      found += dir.relativize(path).toString
    }
    found.sorted.toSeq
  }

  /** The paths of the record files below `dir`. */
  def data(dir: Path): Seq[String] = list(dir).filter(_.contains("part-"))

  def manifest(dir: Path, name: String = "_MANIFEST.json"): JsonNode =
    new ObjectMapper().readTree(dir.resolve(name).toFile)

  /** What a true manifest says of the files `names`, by reading them. */
  def described(dir: Path, names: Seq[String]): Seq[String] = names.map { name =>
    val bytes = Files.readAllBytes(dir.resolve(name))
    val crc = new CRC32C
    crc.update(bytes)
    val count = records(dir.resolve(name)).length
    f"""{"name":"$name","bytes":${bytes.length},"records":$count,"crc32c":"${crc.getValue}%08x"}"""
  }

  /** The entries of a manifest's files. */
  def listed(manifest: JsonNode): Seq[String] = {
    val entries = ArrayBuffer.empty[String]
    manifest.get("files").forEach(entry => entries += entry.toString)
    entries.toSeq
  }

  /** The records of a file, in order. */
  def records(file: Path): Seq[Seq[Byte]] = {
    val bytes = decompressed(file).readAllBytes()
    val buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
    val found = ArrayBuffer.empty[Seq[Byte]]
    while (buffer.hasRemaining) {
      val record = new Array[Byte](buffer.getLong.toInt)
      buffer.getInt
      buffer.get(record)
      buffer.getInt
      found += record.toSeq
    }
    found.toSeq
  }

  /** All records below `dir`, in the order of the files' names. */
  def allRecords(dir: Path): Seq[Seq[Byte]] =
    data(dir).flatMap(name => records(dir.resolve(name)))

  private def decompressed(file: Path): InputStream = {
    val in = new ByteArrayInputStream(Files.readAllBytes(file))
    if (file.toString.endsWith(".gz")) new GZIPInputStream(in)
    else if (file.toString.endsWith(".deflate")) new InflaterInputStream(in)
    else in
  }
}
