package sparky.tfrecord
package commit

import java.nio.charset.StandardCharsets.UTF_8

import scala.util.control.NonFatal

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path

/**
 * The list of the files that a complete write left in its directory.
 *
 * @param runId the identifier in the names of the files written last
 * @param files sorted by name
 */
final private[tfrecord] case class TFRecordManifest(runId: String, files: Seq[WrittenFile]) {

  def toJson: Array[Byte] = {
    val json = TFRecordManifest.mapper.createObjectNode()
    json.put("format_version", TFRecordManifest.Version)
    json.put("kind", TFRecordManifest.Kind)
    json.put("run_id", runId)
    val list = json.putArray("files")
    files.foreach(file => list.add(file.toJson))
    s"$json\n".getBytes(UTF_8)
  }
}

private[tfrecord] object TFRecordManifest {

  /** The manifest that describes its whole directory, and not one write alone. */
  val DirectoryName = "_MANIFEST.json"

  private val Version = 1
  private val Kind = "records"
  private val mapper = new ObjectMapper

  /**
   * The manifest of an earlier write at `path`, if there is one.
   *
   * @throws TFRecordException what stands there is no manifest of this source
   */
  def read(path: Path, conf: Configuration): Option[TFRecordManifest] =
    if (!path.getFileSystem(conf).exists(path)) None
    else Some(parse(path, HadoopFiles.read(path, conf)))

  private def parse(path: Path, content: Array[Byte]): TFRecordManifest =
    try {
      val json = mapper.readTree(content)
      requireOurs(path, json)
      val files = Seq.newBuilder[WrittenFile]
      json.required("files").forEach(file => files += WrittenFile.fromJson(file))
      TFRecordManifest(json.required("run_id").textValue, files.result())
    } catch {
      case ours: TFRecordException => throw ours
      case NonFatal(cause) =>
        throw new TFRecordException(s"file $path", expected, s"$cause", cause)
    }

  private def requireOurs(path: Path, json: JsonNode): Unit = {
    val kind = json.path("kind").asText("nothing")
    val version = json.path("format_version").asText("nothing")
    if (kind != Kind || version != Version.toString) {
      val received = s"kind $kind, format_version $version"
      throw new TFRecordException(s"file $path", expected, received)
    }
  }

  private def expected: String =
    s"a manifest of kind $Kind and format_version $Version, or no such file"
}
