package sparky.tfrecord

import scala.util.control.NoStackTrace

/**
 * A value that a record cannot hold, or that is not in a record as its column's type demands. It
 * knows no file; who does makes a [[TFRecordException]] of it.
 *
 * @param where the column, `column NAME`, or the place in the record's bytes, `byte N`
 */
final private[tfrecord] class ValueException(
    val where: String,
    val expected: String,
    val received: String
) extends RuntimeException(s"$where: expected $expected, received $received")
    with NoStackTrace {

  /** The same, with the record named. */
  def in(record: String): TFRecordException =
    new TFRecordException(s"$where, $record", expected, received)
}
