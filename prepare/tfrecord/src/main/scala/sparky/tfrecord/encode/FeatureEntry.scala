package sparky.tfrecord
package encode

import sparky.tfrecord.wire.RecordBuffer

/**
 * One feature of a record: an entry in the map of features, or in that of feature lists.
 *
 * @param name its key there
 */
abstract private[encode] class FeatureEntry(val name: String) {

  /**
   * Appends the entry of the row taken last, or nothing where the value is null.
   *
   * @throws ValueException the record cannot hold the value
   */
  def append(buffer: RecordBuffer): Unit
}

/** A single value: a list of one. */
final private[encode] class SingleEntry(
    name: String,
    source: StructSource,
    ordinal: Int,
    values: ValueEncoder
) extends FeatureEntry(name) {
  private val front = values.front(ExampleTags.entry(name))

  override def append(buffer: RecordBuffer): Unit = {
    val row = source.struct
    if (row != null && !row.isNullAt(ordinal)) {
      val start = front.open(buffer)
      values.append(row, ordinal, buffer)
      front.close(buffer, start)
    }
  }
}

/**
 * What tells a struct of nulls alone from a null: a feature of the struct's own name, of no kind.
 *
 * @param source the struct
 * @param size   the number of its columns
 */
final private[encode] class StructMarker(name: String, source: StructSource, size: Int)
    extends FeatureEntry(name) {
  private val front = new MessageFront(ExampleTags.entry(name), packed = false)

  override def append(buffer: RecordBuffer): Unit = {
    val row = source.struct
    if (row != null) {
      var i = 0
      while (i < size && row.isNullAt(i)) i += 1
      if (i == size) front.close(buffer, front.open(buffer))
    }
  }
}
