package sparky.prepare.schema

import com.fasterxml.jackson.databind.node.ObjectNode

import sparky.prepare.Json

/** Writes the resolved schema: every default spelled out, and what the data said. */
object SchemaWriter {

  /** The JSON of a schema with all defaults, without statistics. */
  def resolved(schema: FeatureSchema): ObjectNode = {
    val node = Json.obj().put("format_version", 1).put("name", schema.name)
    fill(node.putObject("input"), schema.input)
    val columns = node.putArray("columns")
    val named = schema.input.header || schema.input.format != InputFormat.Delimited
    schema.columns.foreach(c => fill(columns.addObject(), c, named))
    val crosses = node.putArray("crosses")
    schema.crosses.foreach { cross =>
      val written = crosses.addObject()
      putStrings(written, "columns", cross.columns)
      written.put("buckets", cross.buckets)
    }
    node
  }

  private def fill(node: ObjectNode, input: InputFormat): Unit = {
    node.put("format", input.format)
    val isText = input.format == InputFormat.Delimited || input.format == InputFormat.Csv
    if (isText) node.put("separator", input.separator.toString).put("header", input.header)
    if (input.format == InputFormat.Delimited) node.put("trim", input.trim)
    putStrings(node, "missing", input.missing)
  }

  /** The same with its statistics: the bytes of `schema.json` among the artifacts. */
  def resolved(schema: FeatureSchema, statistics: Statistics): Array[Byte] = {
    val node = resolved(schema)
    node.set[ObjectNode]("statistics", statistics.json)
    Json.pretty(node)
  }

  private def fill(node: ObjectNode, column: Column, named: Boolean): Unit = {
    node.put("name", column.name).put("role", role(column))
    if (named) node.put("column", column.header)
    column match {
      case c: LabelColumn =>
        putStrings(node, "positive", c.positive)
        putStrings(node, "negative", c.negative)
      case c: NumericColumn => node.put("type", grammar(c)).put("fill", c.fill)
      case c: WeightColumn  => node.put("type", grammar(c))
      case c: CategoricalColumn =>
        node.put("fill", c.fill).put("min_count", c.minCount)
        c.maxSize.fold(node.putNull("max_size"))(node.put("max_size", _))
        node.put("unseen", c.unseen)
        c.listSeparator.fold(node.putNull("list")) { separator =>
          node.putObject("list").put("separator", separator.toString)
          node
        }
        c.embeddingDimension
          .fold(node.putNull("embedding_dimension"))(node.put("embedding_dimension", _))
      case _: KeyColumn | _: IgnoreColumn => ()
    }
  }

  private def role(column: Column): String = column match {
    case _: LabelColumn       => "label"
    case _: NumericColumn     => "numeric"
    case _: CategoricalColumn => "categorical"
    case _: KeyColumn         => "key"
    case _: WeightColumn      => "weight"
    case _: IgnoreColumn      => "ignore"
  }

  private def grammar(column: NumberColumn): String = if (column.real) "real" else "integer"

  private def putStrings(node: ObjectNode, field: String, values: Seq[String]): Unit = {
    val list = node.putArray(field)
    values.foreach(list.add)
  }
}
