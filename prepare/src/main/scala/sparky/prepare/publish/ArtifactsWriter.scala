package sparky.prepare.publish

import sparky.prepare.rank.Counted
import sparky.prepare.schema.{FeatureSchema, SchemaWriter}

/**
 * Writes what the count pass found as artifacts: first beside those of before, then in their place.
 *
 * @param extended
 *   the artifacts whose ids these keep, if any
 */
final class ArtifactsWriter(
    directory: OutputDirectory,
    runId: String,
    schema: FeatureSchema,
    counted: Counted,
    extended: Option[ArtifactsId],
    reports: Seq[Report]
) {
  private val schemaBytes = SchemaWriter.resolved(schema, counted.statistics)

  /** Writes the files under the names that they have until the commit; no reader sees them. */
  def stage(): StagedArtifacts = {
    val tables = schema.categorical.zip(counted.vocabularies).map { case (column, vocabulary) =>
      Artifacts.vocabularyName(column.name) -> VocabularyCsv.write(vocabulary)
    }
    val files = ((Artifacts.SchemaName -> schemaBytes) +: tables).map { case (name, bytes) =>
      directory.stage(name, bytes, runId)
      ArtifactFile(name, bytes.length.toLong, Digest.sha256(bytes))
    }
    reports.foreach(r => directory.stage(r.name, r.bytes, runId))
    val id = identified(Digest.ofArtifacts(files))
    val counts = RowCounts.of(counted.tallies)
    val head = ManifestHead(Artifacts.Kind, runId, Digest.sha256(schemaBytes), id, counts)
    val statistics = reports.find(_.name == Report.StatisticsName).map(_.bytes)
    val artifacts = Artifacts(id, schemaBytes, schema, counted.vocabularies, statistics)
    new StagedArtifacts(
      artifacts,
      () => directory.commit(Manifest.ofArtifacts(head, files, reports))
    )
  }

  private def identified(digest: String): ArtifactsId = {
    val ancestors = extended.fold(Seq.empty[String])(old => old.ancestors :+ old.digest)
    ArtifactsId(directory.path.toString, digest, ancestors.size.toLong, ancestors)
  }
}

/** Artifacts that records can be encoded with already, while those of before are still in place. */
final class StagedArtifacts(val artifacts: Artifacts, replace: () => Unit) {

  /** Puts them in the place of those of before. */
  def commit(): Unit = replace()
}
