package sparky.tfrecord
package infer

import org.apache.spark.sql.types.{BinaryType, StructField, StructType}

/** What the records of some files hold. */
final private[tfrecord] case class Observed(byteArrays: Boolean) {

  /** What the files of both hold, in whatever order they are merged. */
  def merge(other: Observed): Observed = Observed(byteArrays || other.byteArrays)

  /**
   * The schema of all records, or None where there were none.
   *
   * @throws TFRecordException naming a feature that is bytes in one file and numbers in another
   */
  def schema: Option[StructType] =
    if (byteArrays) Some(StructType(Seq(StructField("byteArray", BinaryType)))) else None
}

private[tfrecord] object Observed {

  /** No record. */
  val Nothing: Observed = Observed(byteArrays = false)

  /** Records of any meaning. */
  val ofByteArrays: Observed = Observed(byteArrays = true)
}
