package sparky.prepare.schema

import java.util.Locale

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.TextNode

import sparky.prepare.{ContractError, Json}

/** Reads a schema as `schema/FORMAT.md`, section 1, says, and refuses all else by pointer. */
object SchemaReader {
  private val Top = Seq("format_version", "name", "input", "columns", "crosses", "statistics")
  private val TextFields = Seq("separator", "header", "trim")
  private val Input = "format" +: TextFields :+ "missing"
  private val NamePattern = "[A-Za-z0-9][A-Za-z0-9_.-]*"

  /**
   * @param source
   *   what to call the bytes in a message about their JSON
   * @throws ContractError
   *   `POINTER: WHAT`, for the first check that fails
   */
  def read(bytes: Array[Byte], source: String): FeatureSchema = read(Json.parse(bytes, source))

  /** As above, from parsed JSON. */
  def read(node: JsonNode): FeatureSchema = {
    val fields = new JsonFields("schema", "", node)
    fields.onlyKnown(Top)
    fields.required("format_version", "1") { case n if n.isIntegralNumber && n.asText == "1" => 1 }
    val schemaName = name(fields)
    val input = readInput(fields.required("input", "an object") { case n if n.isObject => n })
    val columns = readColumns(fields, input)
    val crosses = fields.read("crosses", "a list of crosses", IndexedSeq.empty[Cross]) {
      case n if n.isArray => CrossReader.read(n, columns)
    }
    fields.read("statistics", "an object", ()) { case n if n.isObject => () }
    FeatureSchema(schemaName, input, columns, crosses)
  }

  private[schema] def name(fields: JsonFields): String =
    fields.required("name", s"a name like $NamePattern") {
      case n if n.isTextual && n.textValue.matches(NamePattern) => n.textValue
    }

  private[schema] def quoted(text: String): String = TextNode.valueOf(text).toString

  private def readInput(node: JsonNode): InputFormat = {
    val fields = new JsonFields("input", "input.", node)
    fields.onlyKnown(Input)
    val format = fields.required("format", oneOf(InputFormat.All)) {
      case n if n.isTextual && InputFormat.All.contains(n.textValue) => n.textValue
    }
    refuseFieldsOfText(fields, format)
    InputFormat(
      format,
      fields.read("separator", Separator, '\t')(separator),
      fields.read("header", "true or false", false) { case n if n.isBoolean => n.booleanValue },
      fields.read("trim", "true or false", false) { case n if n.isBoolean => n.booleanValue },
      fields.read("missing", "a list of strings", Seq("")) {
        case n if JsonFields.strings(n).isDefined => JsonFields.strings(n).get
      }
    )
  }

  private def refuseFieldsOfText(fields: JsonFields, format: String): Unit = {
    val own = format match {
      case InputFormat.Delimited => TextFields
      case InputFormat.Csv       => TextFields.filter(_ != "trim")
      case _                     => Nil
    }
    TextFields.filterNot(own.contains).find(fields.has).foreach { field =>
      throw new ContractError(s"${fields.at(field)}: the format $format has no such field")
    }
  }

  private def oneOf(known: Seq[String]): String = {
    val quoted = known.map(name => "\"" + name + "\"")
    s"${quoted.init.mkString(", ")} or ${quoted.last}"
  }

  private[schema] val Separator = "one ASCII character that is not CR, LF or NUL"

  private[schema] val separator: PartialFunction[JsonNode, Char] = {
    case n if n.isTextual && isSeparator(n.textValue) => n.textValue.head
  }

  private def isSeparator(text: String): Boolean =
    text.length == 1 && text.head < 128 && !"\r\n\u0000".contains(text.head)

  private def readColumns(fields: JsonFields, input: InputFormat): IndexedSeq[Column] = {
    val list = fields.required("columns", "a list of columns") { case n if n.isArray => n }
    val columns = (0 until list.size).map(i => ColumnReader.read(list.get(i), i, input))
    refuseEqualNames(columns)
    refuseSecond(columns, "label") { case c: LabelColumn => c }
    refuseSecond(columns, "key") { case c: KeyColumn => c }
    refuseSecond(columns, "weight") { case c: WeightColumn => c }
    if (!columns.exists(c => c.isInstanceOf[NumericColumn] || c.isInstanceOf[CategoricalColumn]))
      throw new ContractError(
        "columns: expected at least one numeric or categorical column, received none"
      )
    columns
  }

  /** What a name becomes in a signature of a SavedModel, where `-` and `.` cannot stand. */
  def signatureName(name: String): String =
    name.toLowerCase(Locale.ROOT).replace('-', '_').replace('.', '_')

  private def refuseEqualNames(columns: IndexedSeq[Column]): Unit =
    columns.indices.foreach { i =>
      val twin = columns.indexWhere(c => signatureName(c.name) == signatureName(columns(i).name))
      if (twin < i)
        throw new ContractError(
          s"""columns[$i].name: expected a name that differs from columns[$twin]'s "${columns(
              twin
            ).name}" """ +
            s"""in more than case, "-", "." and "_", received "${columns(i).name}""""
        )
    }

  private def refuseSecond(columns: IndexedSeq[Column], role: String)(
      isRole: PartialFunction[Column, Column]
  ): Unit = {
    val places = columns.indices.filter(i => isRole.isDefinedAt(columns(i)))
    if (places.size > 1)
      throw new ContractError(
        s"columns[${places(1)}].role: expected at most one $role, " +
          s"received a second after columns[${places(0)}]"
      )
  }
}
