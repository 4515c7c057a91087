package sparky.prepare.publish

import scala.jdk.CollectionConverters._

import com.fasterxml.jackson.databind.JsonNode

import sparky.prepare.ContractError

/** Reads the fields of a JSON object; a missing or misshapen one is refused by name. */
final class ManifestFields(source: String, node: JsonNode) {

  def text(field: String): String =
    get(field).filter(_.isTextual).map(_.textValue).getOrElse(refuse(field, "a text"))

  def number(field: String): Long =
    get(field)
      .filter(n => n.isIntegralNumber && n.canConvertToLong)
      .map(_.longValue)
      .getOrElse(refuse(field, "an integer"))

  def list(field: String): Seq[JsonNode] = {
    val items = get(field).filter(_.isArray).getOrElse(refuse(field, "a list"))
    (0 until items.size).map(items.get)
  }

  def objects(field: String): Seq[ManifestFields] = list(field).map(new ManifestFields(source, _))

  def texts(field: String): Seq[String] =
    list(field).map(n => if (n.isTextual) n.textValue else refuse(field, "a list of texts"))

  def numbers(field: String): Seq[Long] =
    list(field).map(n =>
      if (n.isIntegralNumber && n.canConvertToLong) n.longValue
      else refuse(field, "a list of integers")
    )

  def decimal(field: String): Double =
    get(field).filter(_.isNumber).map(_.doubleValue).getOrElse(refuse(field, "a number"))

  def decimals(field: String): Seq[Double] =
    list(field).map(n => if (n.isNumber) n.doubleValue else refuse(field, "a list of numbers"))

  def has(field: String): Boolean = get(field).isDefined

  /** Whether the field is null; it must be there. */
  def isNull(field: String): Boolean = get(field).getOrElse(refuse(field, "a value or null")).isNull

  /** The objects in an object, by name. */
  def entries(field: String): Seq[(String, ManifestFields)] = {
    val all = get(field).filter(_.isObject).getOrElse(refuse(field, "an object"))
    all.properties.asScala.toSeq.map(e => e.getKey -> new ManifestFields(source, e.getValue))
  }

  def obj(field: String): ManifestFields =
    new ManifestFields(source, get(field).filter(_.isObject).getOrElse(refuse(field, "an object")))

  /** Refuses the manifest: `SOURCE: FIELD: expected X, received Y`. */
  def refuse(field: String, expected: String): Nothing = {
    val received = get(field).fold("nothing")(_.toString)
    throw new ContractError(s"$source: $field: expected $expected, received $received")
  }

  private def get(field: String): Option[JsonNode] = Option(node.get(field))
}
