package sparky.tfrecord
package infer

/** Looks at the records of one file for the schema that holds them all. Not for several threads. */
private[tfrecord] trait RecordObserver {

  /**
   * Takes note of the record that lies in the `length` bytes at `offset` of `record`.
   *
   * @throws ValueException naming the byte or the feature where the record is damaged
   */
  def observe(record: Array[Byte], offset: Int, length: Int): Unit

  /** What all records so far hold. */
  def result: Observed
}

private[tfrecord] object RecordObserver {

  /** @param file the file's name, for messages */
  def of(options: TFRecordOptions, file: String): RecordObserver = options.recordType match {
    case RecordType.ByteArray => new ByteArrayObserver
    case other                => new ExampleObserver(other, file)
  }
}
