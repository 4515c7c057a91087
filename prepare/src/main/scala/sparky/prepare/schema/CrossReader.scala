package sparky.prepare.schema

import com.fasterxml.jackson.databind.JsonNode

import sparky.prepare.ContractError

/** Reads the crosses of a schema, whose columns have been read. */
private[schema] object CrossReader {

  /** The largest id that the hash of `schema/FORMAT.md`, section 1, can have. */
  private val MaxBuckets = 2147483646L

  def read(list: JsonNode, columns: IndexedSeq[Column]): IndexedSeq[Cross] =
    (0 until list.size).map(i => cross(list.get(i), s"crosses[$i]", columns))

  private def cross(node: JsonNode, pointer: String, columns: IndexedSeq[Column]): Cross = {
    val fields = new JsonFields(pointer, s"$pointer.", node)
    fields.onlyKnown(Seq("columns", "buckets"))
    val names = fields.required("columns", "a list of strings that is not empty") {
      case n if JsonFields.strings(n).exists(_.nonEmpty) => JsonFields.strings(n).get
    }
    val single = columns.collect {
      case c: CategoricalColumn if c.listSeparator.isEmpty => c.name
    }
    names.indices.foreach { i =>
      val at = s"${fields.at("columns")}[$i]"
      if (!single.contains(names(i)))
        refuse(at, "the name of a categorical column of one value a row", names(i))
      if (names.take(i).contains(names(i))) refuse(at, "another column than before", names(i))
    }
    Cross(names, buckets(fields))
  }

  private def buckets(fields: JsonFields): Long =
    fields.required("buckets", s"an integer from 1 to $MaxBuckets") {
      case n
          if n.isIntegralNumber && n.canConvertToLong && n.longValue >= 1 &&
            n.longValue <= MaxBuckets =>
        n.longValue
    }

  private def refuse(pointer: String, expected: String, received: String): Nothing =
    throw new ContractError(
      s"$pointer: expected $expected, received ${SchemaReader.quoted(received)}"
    )
}
