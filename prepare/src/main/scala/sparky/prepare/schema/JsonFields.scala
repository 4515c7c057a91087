package sparky.prepare.schema

import com.fasterxml.jackson.databind.JsonNode

import sparky.prepare.{ContractError, NearestName}

/**
 * One JSON object of a schema, read field by field; every refusal is `POINTER: WHAT`.
 *
 * @param pointer
 *   where the object stands, such as `columns[3]`; the whole schema is `schema`
 * @param prefix
 *   what stands before the name of a field in a pointer
 */
final private[schema] class JsonFields(pointer: String, prefix: String, node: JsonNode) {
  import JsonFields._

  if (!node.isObject) refuse(pointer, "an object", Some(node))

  /** Refuses a field that is not in `known`, with the nearest known name. */
  def onlyKnown(known: Seq[String]): Unit = {
    val names = node.fieldNames
    while (names.hasNext) {
      val name = names.next()
      if (!known.contains(name)) {
        val near = NearestName.hint(name, known)
        val rest = if (near.isEmpty) known.mkString(" (known: ", ", ", ")") else near
        throw new ContractError(s"""$pointer: unknown field "$name"$rest""")
      }
    }
  }

  /** The pointer of a field of this object. */
  def at(field: String): String = prefix + field

  def has(field: String): Boolean = node.has(field)

  /** The field's value, or what `default` gives where the field is absent. */
  def read[A](field: String, expected: String, default: => A)(
      parse: PartialFunction[JsonNode, A]
  ): A =
    if (has(field)) required(field, expected)(parse) else default

  /** The field's value; absent or of another shape, it is refused. */
  def required[A](field: String, expected: String)(parse: PartialFunction[JsonNode, A]): A = {
    val value = Option(node.get(field))
    value.collect(parse).getOrElse(refuse(at(field), expected, value))
  }
}

private[schema] object JsonFields {

  /** Refuses a value: `POINTER: expected WHAT, received VALUE`. */
  def refuse(pointer: String, expected: String, received: Option[JsonNode]): Nothing =
    throw new ContractError(
      s"$pointer: expected $expected, received ${received.fold("nothing")(_.toString)}"
    )

  /** The strings of a JSON list that holds nothing else. */
  def strings(node: JsonNode): Option[Seq[String]] = {
    val items = (0 until node.size).map(node.get)
    if (node.isArray && items.forall(_.isTextual)) Some(items.map(_.textValue)) else None
  }
}
