package sparky.tfrecord
package commit

import java.nio.charset.StandardCharsets.UTF_8

import scala.util.control.NonFatal

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path
import org.apache.spark.sql.types.{DataType, StructType}

/**
 * The list of the files that a complete write left in its directory.
 *
 * @param runId      the identifier in the names of the files written last
 * @param recordType the name of the [[RecordType]] of all its records
 * @param schema     the columns with which all its files read back as they were written; None where
 *                   nobody said, or where files of one name and different types lie side by side
 * @param files      sorted by name
 */
final private[tfrecord] case class TFRecordManifest(
    runId: String,
    recordType: String,
    schema: Option[StructType],
    files: Seq[WrittenFile]
) {

  def toJson: Array[Byte] = {
    val json = TFRecordManifest.mapper.createObjectNode()
    json.put("format_version", TFRecordManifest.Version)
    json.put("kind", TFRecordManifest.Kind)
    json.put("run_id", runId)
    json.put("record_type", recordType)
    schema.foreach { columns =>
      json.set[JsonNode]("schema", TFRecordManifest.mapper.readTree(columns.json))
    }
    val list = json.putArray("files")
    files.foreach(file => list.add(file.toJson))
    s"$json\n".getBytes(UTF_8)
  }
}

private[tfrecord] object TFRecordManifest {

  /** The manifest that describes its whole directory, and not one write alone. */
  val DirectoryName = "_MANIFEST.json"

  private val Version = 1
  private val mapper = new ObjectMapper

  /** What this source writes. */
  private val Kind = "records"

  /** What else lists record files; all of them are Examples (`schema/FORMAT.md`, section 6). */
  private val ReadableKinds = Seq(Kind, "train", "evaluate", "predict")

  /**
   * The manifest at `path`, if there is one, of any kind that lists record files.
   *
   * @throws TFRecordException what stands there is no such manifest
   */
  def read(path: Path, conf: Configuration): Option[TFRecordManifest] =
    read(path, conf, ReadableKinds)

  /**
   * The manifest of an earlier write of this source at `path`, if there is one.
   *
   * @throws TFRecordException what stands there is no manifest of this source
   */
  def readOwn(path: Path, conf: Configuration): Option[TFRecordManifest] =
    read(path, conf, Seq(Kind))

  private def read(
      path: Path,
      conf: Configuration,
      kinds: Seq[String]
  ): Option[TFRecordManifest] =
    if (!path.getFileSystem(conf).exists(path)) None
    else Some(parse(path, HadoopFiles.read(path, conf), kinds))

  private def parse(path: Path, content: Array[Byte], kinds: Seq[String]): TFRecordManifest =
    try {
      val json = mapper.readTree(content)
      requireKind(path, json, kinds)
      fromJson(json)
    } catch {
      case ours: TFRecordException => throw ours
      case NonFatal(cause) =>
        throw new TFRecordException(s"file $path", expected(kinds), s"$cause", cause)
    }

  private def fromJson(json: JsonNode): TFRecordManifest = {
    val files = Seq.newBuilder[WrittenFile]
    json.required("files").forEach(file => files += WrittenFile.fromJson(file))
    TFRecordManifest(
      json.required("run_id").textValue,
      json.path("record_type").asText(RecordType.Example.name),
      Option(json.get("schema")).map(schema),
      files.result()
    )
  }

  private def schema(json: JsonNode): StructType =
    DataType.fromJson(json.toString).asInstanceOf[StructType]

  private def requireKind(path: Path, json: JsonNode, kinds: Seq[String]): Unit = {
    val kind = json.path("kind").asText("nothing")
    val version = json.path("format_version").asText("nothing")
    if (!kinds.contains(kind) || version != Version.toString) {
      val received = s"kind $kind, format_version $version"
      throw new TFRecordException(s"file $path", expected(kinds), received)
    }
  }

  private def expected(kinds: Seq[String]): String =
    s"a manifest of kind ${kinds.mkString(" or ")} and format_version $Version, or no such file"
}
