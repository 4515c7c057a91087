package sparky.tfrecord
package layout

import org.apache.spark.sql.types._

/**
 * How the types of Spark lie in features.
 *
 * @param allowNarrowing doubles and decimals are 32-bit floats
 * @param featureLists   an array of arrays is a feature list, as only a `SequenceExample` has it
 */
final private[tfrecord] class LayoutRules(allowNarrowing: Boolean, featureLists: Boolean) {
  import LayoutRules._

  /**
   * The layout of a column of `dataType`; a user-defined type lies there as the type it is made of.
   *
   * @throws TFRecordException naming the path of what a record cannot hold
   */
  def column(name: String, dataType: DataType): ColumnLayout = dataType match {
    case StructType(fields) =>
      StructLayout(name, fields.toSeq.map(field => column(s"$name.${field.name}", field.dataType)))
    case MapType(key, value, _) =>
      MapLayout(name, list(s"$name.key", key, 1), list(s"$name.value", value, 1))
    case defined: UserDefinedType[_] => column(name, defined.sqlType)
    case other                       => list(name, other, 0)
  }

  private def list(name: String, dataType: DataType, nesting: Int): FeatureLayout = dataType match {
    case ArrayType(element, _) if nesting < deepest => list(name, element, nesting + 1)
    case array: ArrayType                           => throw refused(name, nesting, tooDeep, array)
    case defined: UserDefinedType[_]                => list(name, defined.sqlType, nesting)
    case single =>
      FeatureKind.of(single, allowNarrowing) match {
        case Some(kind) => FeatureLayout(name, kind, single, nesting)
        case None       => throw refused(name, nesting, Supported, single)
      }
  }

  private def deepest: Int = if (featureLists) 2 else 1

  private def tooDeep: String =
    if (featureLists) "at most an array of arrays"
    else "no array of arrays (recordType SequenceExample has them)"
}

private[tfrecord] object LayoutRules {

  /** The types that a record can hold, for messages. */
  val Supported: String = "boolean, byte, short, integer, long, float, double, decimal, string, " +
    "binary, date, timestamp, or an array, a struct or a map of these"

  /** Whether some record, with the right options, can hold a column of `dataType`. */
  def isSupported(dataType: DataType): Boolean =
    try {
      new LayoutRules(allowNarrowing = false, featureLists = true).column("column", dataType)
      true
    } catch { case _: TFRecordException => false }

  private def refused(
      name: String,
      nesting: Int,
      expected: String,
      received: DataType
  ): TFRecordException = {
    val path = name + ".element" * nesting
    new TFRecordException(s"column $path", expected, received.catalogString)
  }
}
