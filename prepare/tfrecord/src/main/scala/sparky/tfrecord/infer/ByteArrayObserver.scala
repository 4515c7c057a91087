package sparky.tfrecord
package infer

/** Records of any meaning: only whether there is one. */
final private[tfrecord] class ByteArrayObserver extends RecordObserver {
  private var any = false

  override def observe(record: Array[Byte], offset: Int, length: Int): Unit = any = true

  override def result: Observed = if (any) Observed.ByteArrays else Observed.Nothing
}
