package sparky.prepare.schema

import scala.jdk.CollectionConverters._

import com.fasterxml.jackson.databind.JsonNode

/**
 * Where two schemas part.
 *
 * @param pointer
 *   such as `columns[3].fill`
 * @param expected
 *   what the first schema has there, as JSON
 * @param received
 *   what the other has there
 */
final case class SchemaDifference(pointer: String, expected: String, received: String)

object SchemaDifference {

  /**
   * What a vocabulary keeps, how the log is spelled, and what only models read, say nothing of what
   * the values of a column mean.
   */
  private val Spelling =
    Set("min_count", "max_size", "format", "separator", "header", "column") ++
      Set("crosses", "embedding_dimension")

  /** The first difference in what the values of two schemas mean. */
  def first(expected: FeatureSchema, received: FeatureSchema): Option[SchemaDifference] =
    between("", Some(SchemaWriter.resolved(expected)), Some(SchemaWriter.resolved(received)))

  private def between(
      pointer: String,
      one: Option[JsonNode],
      other: Option[JsonNode]
  ): Option[SchemaDifference] = (one, other) match {
    case (Some(a), Some(b)) if a.isObject && b.isObject =>
      val names = (a.fieldNames.asScala ++ b.fieldNames.asScala).toSeq.distinct
      val at = if (pointer.isEmpty) "" else s"$pointer."
      val compared = names.filterNot(Spelling).iterator
      compared.flatMap(n => between(at + n, Option(a.get(n)), Option(b.get(n)))).nextOption()
    case (Some(a), Some(b)) if a.isArray && b.isArray =>
      val places = (0 until math.max(a.size, b.size)).iterator
      places
        .flatMap(i => between(s"$pointer[$i]", Option(a.get(i)), Option(b.get(i))))
        .nextOption()
    case _ if one == other => None
    case _                 => Some(SchemaDifference(pointer, shown(one), shown(other)))
  }

  private def shown(node: Option[JsonNode]): String = node.fold("nothing")(_.toString)
}
