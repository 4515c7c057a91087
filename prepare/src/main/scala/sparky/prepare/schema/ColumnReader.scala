package sparky.prepare.schema

import java.math.BigDecimal

import com.fasterxml.jackson.databind.JsonNode

import sparky.prepare.{ContractError, NearestName}

/**
 * Reads one column of a schema; the order of the checks is that of the table in `schema/FORMAT.md`.
 */
private[schema] object ColumnReader {
  private val Roles = Seq("label", "numeric", "categorical", "key", "weight", "ignore")
  private val Own: Map[String, Seq[String]] = Map(
    "label" -> Seq("positive", "negative"),
    "numeric" -> Seq("type", "fill"),
    "categorical" -> Seq("fill", "min_count", "max_size", "unseen", "list", "embedding_dimension"),
    "weight" -> Seq("type")
  ).withDefaultValue(Nil)
  private val Known = Seq("name", "role", "column", "positive", "negative", "type", "fill") ++
    Seq("min_count", "max_size", "unseen", "list", "embedding_dimension")
  private val NonEmptyStrings = "a list of strings that is not empty"
  private val MaxDigits = 18

  /**
   * @param position
   *   the column's place in the list, from 0
   * @param input
   *   how a row stands in the log
   */
  def read(node: JsonNode, position: Int, input: InputFormat): Column = {
    val pointer = s"columns[$position]"
    val fields = new JsonFields(pointer, s"$pointer.", node)
    fields.onlyKnown(Known)
    val name = SchemaReader.name(fields)
    val role = readRole(fields)
    refuseFieldsOfOtherRoles(fields, role)
    if (fields.has("column") && input.format == InputFormat.Delimited && !input.header)
      throw new ContractError(
        s"${fields.at("column")}: names a column of the header, but input.header is false"
      )
    build(fields, role, name, fields.read("column", "a string", name)(text), input)
  }

  private def build(
      fields: JsonFields,
      role: String,
      name: String,
      header: String,
      input: InputFormat
  ): Column =
    role match {
      case "label"       => label(fields, name, header)
      case "numeric"     => numeric(fields, name, header)
      case "categorical" => categorical(fields, name, header, input)
      case "key"         => KeyColumn(name, header)
      case "weight"      => WeightColumn(name, header, isReal(fields, default = true))
      case "ignore"      => IgnoreColumn(name, header)
    }

  private def readRole(fields: JsonFields): String = {
    val expected = "label, numeric, categorical, key, weight or ignore"
    val role = fields.required("role", expected) { case n => n }
    if (role.isTextual && Roles.contains(role.textValue)) role.textValue
    else {
      val near = if (role.isTextual) NearestName.hint(role.textValue, Roles) else ""
      throw new ContractError(s"${fields.at("role")}: expected $expected, received $role$near")
    }
  }

  private def refuseFieldsOfOtherRoles(fields: JsonFields, role: String): Unit =
    Known.drop(3).filter(fields.has).filterNot(Own(role).contains).foreach { field =>
      val article = if (role == "ignore") "an" else "a"
      throw new ContractError(s"${fields.at(field)}: $article $role column has no such field")
    }

  private def label(fields: JsonFields, name: String, header: String): LabelColumn = {
    val positive = classTexts(fields, "positive", Seq("1"))
    val negative = classTexts(fields, "negative", Seq("0"))
    negative.find(positive.contains).foreach { both =>
      val shown = SchemaReader.quoted(both)
      throw new ContractError(
        s"${fields.at("negative")}: expected texts that are not in positive, received $shown"
      )
    }
    LabelColumn(name, header, positive, negative)
  }

  private def classTexts(fields: JsonFields, field: String, default: Seq[String]): Seq[String] =
    fields.read(field, NonEmptyStrings, default) {
      case n if JsonFields.strings(n).exists(_.nonEmpty) => JsonFields.strings(n).get
    }

  private def numeric(fields: JsonFields, name: String, header: String): NumericColumn = {
    val real = isReal(fields, default = false)
    val default = BigDecimal.valueOf(-10)
    val fill =
      if (real) fields.read("fill", "a number that float32 can hold", default)(float32)
      else fields.read("fill", s"a whole number of at most $MaxDigits digits", default)(whole)
    NumericColumn(name, header, real, fill)
  }

  private def categorical(
      fields: JsonFields,
      name: String,
      header: String,
      input: InputFormat
  ): CategoricalColumn =
    CategoricalColumn(
      name,
      header,
      fields.read("fill", "a string without NUL, CR and LF", "-10") {
        case n if n.isTextual && !n.textValue.exists(c => c == 0 || c == '\r' || c == '\n') =>
          n.textValue
      },
      fields.read("min_count", "an integer from 1", 1L)(from1),
      fields.read("max_size", "an integer from 1 or null", Option.empty[Long])(from1OrNull),
      fields.read("unseen", "an integer up to 0", 0L) {
        case n if isLong(n) && n.longValue <= 0 => n.longValue
      },
      fields.read("list", "an object or null", Option.empty[Char]) {
        case n if n.isNull   => None
        case n if n.isObject => Some(listSeparator(fields.at("list"), n, input))
      },
      fields.read("embedding_dimension", "an integer from 1 or null", Option.empty[Long])(
        from1OrNull
      )
    )

  private def listSeparator(pointer: String, node: JsonNode, input: InputFormat): Char = {
    val fields = new JsonFields(pointer, s"$pointer.", node)
    fields.onlyKnown(Seq("separator"))
    val separator =
      fields.required("separator", SchemaReader.Separator)(SchemaReader.separator)
    if (input.format == InputFormat.Delimited && separator == input.separator)
      throw new ContractError(
        s"${fields.at("separator")}: expected another than input.separator, " +
          s"received ${SchemaReader.quoted(separator.toString)}"
      )
    separator
  }

  private def isReal(fields: JsonFields, default: Boolean): Boolean =
    fields.read("type", """"integer" or "real"""", default) {
      case n if n.isTextual && n.textValue == "integer" => false
      case n if n.isTextual && n.textValue == "real"    => true
    }

  private def isLong(node: JsonNode): Boolean = node.isIntegralNumber && node.canConvertToLong

  private val text: PartialFunction[JsonNode, String] = { case n if n.isTextual => n.textValue }

  private val from1: PartialFunction[JsonNode, Long] = {
    case n if isLong(n) && n.longValue >= 1 => n.longValue
  }

  private val from1OrNull: PartialFunction[JsonNode, Option[Long]] = {
    case n if n.isNull             => None
    case n if from1.isDefinedAt(n) => Some(n.longValue)
  }

  private val whole: PartialFunction[JsonNode, BigDecimal] = {
    case n if n.isIntegralNumber && n.decimalValue.precision <= MaxDigits => n.decimalValue
  }

  private val float32: PartialFunction[JsonNode, BigDecimal] = {
    case n if n.isNumber && !java.lang.Float.isInfinite(java.lang.Float.parseFloat(n.asText)) =>
      n.decimalValue
  }
}
