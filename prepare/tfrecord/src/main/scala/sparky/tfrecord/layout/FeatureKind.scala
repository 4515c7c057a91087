package sparky.tfrecord
package layout

import org.apache.spark.sql.types._

/**
 * The three kinds of list that a `tf.train.Feature` holds (TensorFlow, `feature.proto`).
 *
 * @param name the field of the message `Feature`, for messages
 * @param tag  that field's tag: its number, and wire type 2
 */
sealed abstract private[tfrecord] class FeatureKind(val name: String, val tag: Int)
    extends Serializable

private[tfrecord] object FeatureKind {
  case object Bytes extends FeatureKind("bytes_list", 0x0a)
  case object Floats extends FeatureKind("float_list", 0x12)
  case object Int64s extends FeatureKind("int64_list", 0x1a)

  val All: Seq[FeatureKind] = Seq(Bytes, Floats, Int64s)

  /**
   * The kind that single values of `dataType` are written as, or None where they are no single
   * values. What a list of 32-bit floats cannot hold exactly is bytes, unless narrowing is allowed.
   */
  def of(dataType: DataType, allowNarrowing: Boolean): Option[FeatureKind] = dataType match {
    case BooleanType | ByteType | ShortType | IntegerType | LongType => Some(Int64s)
    case DateType | TimestampType | TimestampNTZType                 => Some(Int64s)
    case FloatType                                                   => Some(Floats)
    case DoubleType | _: DecimalType => Some(if (allowNarrowing) Floats else Bytes)
    case BinaryType | _: StringType  => Some(Bytes)
    case _                           => None
  }
}
