package sparky.tfrecord

/**
 * What the bytes of a record are.
 *
 * @param name the value of option `recordType`
 */
sealed abstract private[tfrecord] class RecordType(val name: String) extends Serializable {
  override def toString: String = name
}

private[tfrecord] object RecordType {

  /** A `tf.train.Example`: a feature for each column. */
  case object Example extends RecordType("Example")

  /** A `tf.train.SequenceExample`: columns that are arrays of arrays are its feature lists. */
  case object SequenceExample extends RecordType("SequenceExample")

  /** Whatever the bytes of the one binary column are. */
  case object ByteArray extends RecordType("ByteArray")

  val All: Seq[RecordType] = Seq(Example, SequenceExample, ByteArray)
}
