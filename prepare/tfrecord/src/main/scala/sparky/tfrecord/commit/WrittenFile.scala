package sparky.tfrecord
package commit

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.{JsonNodeFactory, ObjectNode}

/**
 * One complete file of records, as a manifest lists it.
 *
 * @param name    its path below the directory of the manifest, `/` between folders
 * @param bytes   its length
 * @param records how many it holds
 * @param crc32c  the CRC32C of the whole file
 */
final private[tfrecord] case class WrittenFile(
    name: String,
    bytes: Long,
    records: Long,
    crc32c: Int
) {

  def toJson: ObjectNode =
    JsonNodeFactory.instance
      .objectNode()
      .put("name", name)
      .put("bytes", bytes)
      .put("records", records)
      .put("crc32c", f"$crc32c%08x")
}

private[tfrecord] object WrittenFile {

  /** Reads what [[WrittenFile.toJson]] gave. */
  def fromJson(json: JsonNode): WrittenFile =
    WrittenFile(
      json.required("name").textValue,
      json.required("bytes").longValue,
      json.required("records").longValue,
      Integer.parseUnsignedInt(json.required("crc32c").textValue, 16)
    )
}
