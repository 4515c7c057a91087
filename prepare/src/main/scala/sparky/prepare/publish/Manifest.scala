package sparky.prepare.publish

import com.fasterxml.jackson.databind.node.ObjectNode

import sparky.prepare.Json
import sparky.prepare.input.SplitTally

/**
 * The artifacts that a data set was made with.
 *
 * @param digest
 *   sha256 of the lines `NAME SHA256` of the schema and the vocabularies
 * @param generation
 *   how often artifacts were extended to these
 * @param ancestors
 *   the digests of those that were extended, the first one first
 */
final case class ArtifactsId(path: String, digest: String, generation: Long, ancestors: Seq[String])

/** Rows of the log: `read` are all of them, in an output, bad or of neither. */
final case class RowCounts(read: Long, written: Long, rejected: Long, leftOut: Long)

object RowCounts {

  /** The rows that tasks judged, together. */
  def of(tallies: Seq[SplitTally]): RowCounts =
    RowCounts(
      tallies.map(_.read).sum,
      tallies.map(_.written).sum,
      tallies.map(_.rejected).sum,
      tallies.map(_.leftOut).sum
    )
}

/** A file of the artifacts, or a report. */
final case class ArtifactFile(name: String, bytes: Long, sha256: String)

/** A file of records. */
final case class RecordFile(name: String, bytes: Long, records: Long, rows: Long, crc32c: String)

/** A file of rejects. */
final case class RejectFile(name: String, bytes: Long, rows: Long, crc32c: String)

/** What every manifest says, `schema/FORMAT.md`, section 6. */
final case class ManifestHead(
    kind: String,
    runId: String,
    schemaDigest: String,
    artifacts: ArtifactsId,
    counts: RowCounts
)

/** Writes manifests. */
object Manifest {

  /** The name of the manifest in its directory. */
  val Name: String = "_MANIFEST.json"

  /** The manifest of artifacts. */
  def ofArtifacts(
      head: ManifestHead,
      files: Seq[ArtifactFile],
      reports: Seq[Report]
  ): ObjectNode = {
    val node = begin(head)
    putCounts(node, head.counts)
    putHashed(node, "files", files)
    putHashed(node, "reports", reports.map(_.listed))
    node
  }

  /** The manifest of a directory of records. */
  def ofRecords(
      head: ManifestHead,
      rowsPerRecord: Int,
      label: Boolean,
      key: Option[String],
      weight: Option[String],
      files: Seq[RecordFile],
      rejects: Seq[RejectFile],
      reports: Seq[Report]
  ): ObjectNode = {
    val node = begin(head)
    node.put("rows_per_record", rowsPerRecord).put("label", label).put("key", key.orNull)
    node.put("weight", weight.orNull)
    putCounts(node, head.counts)
    val parts = node.putArray("files")
    files.foreach { f =>
      val file =
        parts.addObject().put("name", f.name).put("bytes", f.bytes).put("records", f.records)
      file.put("rows", f.rows).put("crc32c", f.crc32c)
    }
    val bad = node.putArray("rejects")
    rejects.foreach { f =>
      bad
        .addObject()
        .put("name", f.name)
        .put("bytes", f.bytes)
        .put("rows", f.rows)
        .put("crc32c", f.crc32c)
    }
    putHashed(node, "reports", reports.map(_.listed))
    node
  }

  private def putHashed(node: ObjectNode, field: String, files: Seq[ArtifactFile]): Unit = {
    val list = node.putArray(field)
    files.foreach(f =>
      list.addObject().put("name", f.name).put("bytes", f.bytes).put("sha256", f.sha256)
    )
  }

  private def begin(head: ManifestHead): ObjectNode = {
    val node = Json.obj().put("format_version", 1).put("kind", head.kind).put("run_id", head.runId)
    node.put("schema_digest", head.schemaDigest)
    val artifacts = node.putObject("artifacts").put("path", head.artifacts.path)
    artifacts.put("digest", head.artifacts.digest).put("generation", head.artifacts.generation)
    val ancestors = artifacts.putArray("ancestors")
    head.artifacts.ancestors.foreach(ancestors.add)
    node
  }

  private def putCounts(node: ObjectNode, counts: RowCounts): Unit = {
    val all = node.putObject("counts").put("read", counts.read)
    all.put("written", counts.written).put("rejected", counts.rejected)
    if (counts.leftOut > 0) all.put("left_out", counts.leftOut)
    ()
  }
}
