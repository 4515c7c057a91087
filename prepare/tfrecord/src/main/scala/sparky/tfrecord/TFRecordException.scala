package sparky.tfrecord

/**
 * Data, options or files that the format cannot hold or does not know.
 *
 * @param where    the option, column, record or file, by name
 * @param expected what is allowed there
 * @param received what stood there
 */
final class TFRecordException(
    val where: String,
    val expected: String,
    val received: String,
    cause: Throwable = null
) extends RuntimeException(s"$where: expected $expected, received $received", cause)
