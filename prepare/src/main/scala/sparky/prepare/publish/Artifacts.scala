package sparky.prepare.publish

import sparky.prepare.Progress
import sparky.prepare.rank.Vocabulary
import sparky.prepare.schema.FeatureSchema

/**
 * What training rows are encoded with: the resolved schema and the vocabularies.
 *
 * @param schemaBytes
 *   `schema.json` as it stands there
 * @param vocabularies
 *   of the categorical columns, in the order of the schema
 * @param statistics
 *   `stats.json` as it stands there; artifacts of before have none
 */
final case class Artifacts(
    id: ArtifactsId,
    schemaBytes: Array[Byte],
    schema: FeatureSchema,
    vocabularies: IndexedSeq[Vocabulary],
    statistics: Option[Array[Byte]]
) {

  /** For a person: how many values, and in how many columns. */
  def sizes: String = {
    val each = vocabularies.map(_.size.toLong)
    val columns = Progress.counted(each.size.toLong, "column")
    if (each.isEmpty) columns
    else {
      val range = s"${Progress.count(each.min)} to ${Progress.count(each.max)}"
      s"${Progress.counted(each.sum, "value")} in $columns ($range each)"
    }
  }
}

object Artifacts {

  /** The kind of their manifest. */
  val Kind: String = "artifacts"

  /** The name of the resolved schema, among artifacts and beside records. */
  val SchemaName: String = "schema.json"

  /** The name of a column's vocabulary among the artifacts. */
  def vocabularyName(column: String): String = s"${OutputDirectory.VocabularyFolder}/$column.csv"
}
