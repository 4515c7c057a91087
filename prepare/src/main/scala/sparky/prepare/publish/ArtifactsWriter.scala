package sparky.prepare.publish

import sparky.prepare.rank.Counted
import sparky.prepare.schema.{FeatureSchema, SchemaWriter}

/** Writes artifacts to their directory. */
object ArtifactsWriter {

  /** Commits what the count pass found under the run's id. */
  def write(
      directory: OutputDirectory,
      runId: String,
      schema: FeatureSchema,
      counted: Counted
  ): Artifacts = {
    val schemaBytes = SchemaWriter.resolved(schema, counted.statistics)
    val tables = schema.categorical.zip(counted.vocabularies).map { case (column, vocabulary) =>
      Artifacts.vocabularyName(column.name) -> VocabularyCsv.write(vocabulary)
    }
    val files = ((Artifacts.SchemaName -> schemaBytes) +: tables).map { case (name, bytes) =>
      directory.stage(name, bytes, runId)
      ArtifactFile(name, bytes.length.toLong, Digest.sha256(bytes))
    }
    val id = ArtifactsId(directory.path.toString, Digest.ofArtifacts(files), 0, Nil)
    val counts = RowCounts.of(counted.tallies)
    val head = ManifestHead("artifacts", runId, Digest.sha256(schemaBytes), id, counts)
    directory.commit(Manifest.ofArtifacts(head, files))
    Artifacts(id, schemaBytes, schema, counted.vocabularies)
  }
}
