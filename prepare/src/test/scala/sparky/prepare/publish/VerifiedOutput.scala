package sparky.prepare.publish

import java.nio.file.{Files, Path}
import java.util.zip.CRC32C

import com.fasterxml.jackson.databind.JsonNode

import sparky.tfrecord.RecordFiles

/**
 * What a reader finds in an output directory, each file checked against the manifest as `sparky
 * verify` does.
 *
 * @param runId
 *   of the manifest
 * @param content
 *   the listed files and the schema, by their names without the run id
 * @param counts
 *   of the manifest
 */
final case class VerifiedOutput(runId: String, content: Map[String, Seq[Byte]], counts: String) {

  /** What does not depend on the run that made it. */
  def result: (Map[String, Seq[Byte]], String) = (content, counts)
}

object VerifiedOutput {

  /** Reads a directory; fails where anything is not what the manifest says. */
  def of(directory: Path): VerifiedOutput = {
    val manifest = RecordFiles.manifest(directory)
    val run = manifest.get("run_id").textValue
    val schema = read(directory, "schema.json", run)
    require(Digest.sha256(schema) == manifest.get("schema_digest").textValue, s"$directory: schema")
    val files = listed(manifest).map { file =>
      val name = file.get("name").textValue
      val bytes = read(directory, name, run)
      require(bytes.length == file.get("bytes").asInt, s"$directory/$name: size")
      require(sum(file, bytes), s"$directory/$name: checksum")
      name.replace(run, "RUN") -> bytes.toSeq
    }
    val all = files.toMap + ("schema.json" -> schema.toSeq)
    VerifiedOutput(run, all, manifest.get("counts").toString)
  }

  /** The names of the files that a complete output holds, and no others. */
  def names(directory: Path): Set[String] =
    listed(RecordFiles.manifest(directory)).map(_.get("name").textValue).toSet ++
      Set("_MANIFEST.json", "schema.json")

  private def listed(manifest: JsonNode): Seq[JsonNode] =
    Seq("files", "rejects", "reports").flatMap { field =>
      val list = manifest.path(field)
      (0 until list.size).map(list.get)
    }

  private def read(directory: Path, name: String, run: String): Array[Byte] = {
    val staged = directory.resolve(s"$name.$run")
    Files.readAllBytes(if (Files.exists(staged)) staged else directory.resolve(name))
  }

  private def sum(file: JsonNode, bytes: Array[Byte]): Boolean =
    if (file.has("sha256")) Digest.sha256(bytes) == file.get("sha256").textValue
    else {
      val crc = new CRC32C
      crc.update(bytes)
      f"${crc.getValue}%08x" == file.get("crc32c").textValue
    }
}
