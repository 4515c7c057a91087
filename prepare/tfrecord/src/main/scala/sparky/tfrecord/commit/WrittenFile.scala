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
 * @param index   places where a record begins, by offset; empty where the file is compressed
 */
final private[tfrecord] case class WrittenFile(
    name: String,
    bytes: Long,
    records: Long,
    crc32c: Int,
    index: Seq[IndexEntry]
) {

  def toJson: ObjectNode = {
    val json = JsonNodeFactory.instance.objectNode()
    json.put("name", name).put("bytes", bytes).put("records", records)
    json.put("crc32c", f"$crc32c%08x")
    if (index.nonEmpty) {
      val list = json.putArray("index")
      index.foreach(entry => list.addArray().add(entry.offset).add(entry.record))
    }
    json
  }
}

/**
 * A place in an uncompressed file where a record begins.
 *
 * @param offset bytes before it
 * @param record its number in the file, from 0
 */
final private[tfrecord] case class IndexEntry(offset: Long, record: Long)

private[tfrecord] object WrittenFile {

  /** Reads what [[WrittenFile.toJson]] gave; other fields, such as `rows`, are passed over. */
  def fromJson(json: JsonNode): WrittenFile =
    WrittenFile(
      json.required("name").textValue,
      json.required("bytes").longValue,
      json.required("records").longValue,
      Integer.parseUnsignedInt(json.required("crc32c").textValue, 16),
      entries(json.path("index"))
    )

  private def entries(index: JsonNode): Seq[IndexEntry] = {
    val found = Seq.newBuilder[IndexEntry]
    index.forEach { entry =>
      found += IndexEntry(entry.required(0).longValue, entry.required(1).longValue)
    }
    found.result()
  }
}
