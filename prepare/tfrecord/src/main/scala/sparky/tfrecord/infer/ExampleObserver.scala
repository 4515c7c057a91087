package sparky.tfrecord
package infer

import sparky.tfrecord.decode.{FeatureMap, FeatureSlot, RecordScan, ValueList}
import sparky.tfrecord.wire.{BytesList, MessageInput}

/** Examples and SequenceExamples: the kinds and the lengths of all their features. */
final private[tfrecord] class ExampleObserver(recordType: RecordType, file: String)
    extends RecordObserver {
  private val input = new MessageInput
  private val list = new ValueList(input)
  private val context = new FeatureMap(input, Seq.empty, all = true)
  private val lists = new FeatureMap(input, Seq.empty, all = true)
  private val scan = new RecordScan(input, context, lists, recordType)
  private val features = new FeatureObservers(file)
  private val featureLists = new FeatureObservers(file)
  private var any = false

  override def observe(record: Array[Byte], offset: Int, length: Int): Unit = {
    scan.scan(record, offset, length)
    any = true
    context.found.foreach(feature => observe(features.of(feature), feature.start, feature.end))
    lists.found.foreach(observeSteps)
  }

  override def result: Observed =
    if (any) Observed.Examples(features.result, featureLists.result) else Observed.Nothing

  private def observe(observer: FeatureObserver, start: Int, end: Int): Unit =
    if (list.open(start, end, observer.name)) observer.observe(list)

  /** A FeatureList has the form of a BytesList: each step is a value of field 1 with a length. */
  private def observeSteps(feature: FeatureSlot): Unit = {
    val observer = featureLists.of(feature)
    input.position = feature.start
    while (input.position < feature.end) {
      val end = BytesList.next(input, feature.end)
      if (end >= 0) {
        observe(observer, input.position, end)
        input.position = end
      }
    }
  }
}
