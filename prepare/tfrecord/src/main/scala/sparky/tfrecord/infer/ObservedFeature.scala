package sparky.tfrecord
package infer

import org.apache.spark.sql.types._

/**
 * What one feature holds in the records of some files, or in the steps of its feature lists.
 *
 * @param bytes  a file where it is a `bytes_list`: the first by name
 * @param floats a file where it is a `float_list`
 * @param int64s a file where it is an `int64_list`
 * @param single whether every list has exactly one value
 * @param text   whether every value of a `bytes_list` is UTF-8
 */
final private[tfrecord] case class ObservedFeature(
    bytes: Option[String],
    floats: Option[String],
    int64s: Option[String],
    single: Boolean,
    text: Boolean
) {

  /** What the feature holds in the files of both. */
  def merge(other: ObservedFeature): ObservedFeature = ObservedFeature(
    first(bytes, other.bytes),
    first(floats, other.floats),
    first(int64s, other.int64s),
    single && other.single,
    text && other.text
  )

  /**
   * The type of single values that holds them all.
   *
   * @throws TFRecordException where some are bytes and others numbers
   */
  def element(name: String): DataType = (bytes, floats, int64s) match {
    case (Some(in), Some(other), _)    => throw mixed(name, in, "float_list", other)
    case (Some(in), None, Some(other)) => throw mixed(name, in, "int64_list", other)
    case (Some(_), None, None)         => if (text) StringType else BinaryType
    case (None, Some(_), Some(_))      => DoubleType
    case (None, Some(_), None)         => FloatType
    case (None, None, Some(_))         => LongType
    case (None, None, None)            => StringType
  }

  private def first(a: Option[String], b: Option[String]): Option[String] =
    if (a.isEmpty || b.isEmpty) a.orElse(b) else Some(Ordering[String].min(a.get, b.get))

  private def mixed(name: String, in: String, kind: String, other: String): TFRecordException = {
    val received = s"bytes_list in $in and $kind in $other"
    new TFRecordException(s"feature $name", "bytes or numbers in all files", received)
  }
}
