package sparky.tfrecord
package encode

import java.nio.charset.StandardCharsets.UTF_8
import java.util.{Arrays, Comparator}

import scala.collection.mutable.ArrayBuffer

import sparky.tfrecord.layout._

/**
 * The entries of all columns of a row.
 *
 * @param row where the next row is put
 */
final private[encode] class FeatureEntries(layout: RecordLayout, row: RowSource) {
  private val features = ArrayBuffer.empty[FeatureEntry]
  private val lists = ArrayBuffer.empty[FeatureEntry]
  private val sources = ArrayBuffer.empty[InnerSource]

  addAll(layout.columns, row)

  /** The entries of the map of features, in unsigned byte order of their names. */
  def inFeatures: Array[FeatureEntry] = FeatureEntries.sorted(features)

  /** The entries of the map of feature lists, in the same order. */
  def inFeatureLists: Array[FeatureEntry] = FeatureEntries.sorted(lists)

  /** The structs to take from each row, an outer one before those in it. */
  def structs: Array[InnerSource] = sources.toArray

  private def addAll(columns: Seq[ColumnLayout], source: StructSource): Unit =
    columns.zipWithIndex.foreach {
      case (single: FeatureLayout, ordinal) if single.nesting == 0 =>
        features += ValueEncoder.of(single).entry(single.name, source, ordinal)
      case (array: FeatureLayout, ordinal) => addList(array, source, ordinal, ArraySource.OfArray)
      case (map: MapLayout, ordinal) =>
        addList(map.keys, source, ordinal, ArraySource.OfKeys)
        addList(map.values, source, ordinal, ArraySource.OfValues)
      case (struct: StructLayout, ordinal) => addStruct(struct, source, ordinal)
    }

  private def addList(
      list: FeatureLayout,
      source: StructSource,
      ordinal: Int,
      arrays: ArraySource
  ): Unit = {
    val values = ValueEncoder.of(list)
    if (list.nesting == 1) features += new ListEntry(list.name, source, ordinal, arrays, values)
    else lists += new FeatureListEntry(list.name, source, ordinal, arrays, values)
  }

  private def addStruct(struct: StructLayout, parent: StructSource, ordinal: Int): Unit = {
    val source = new InnerSource(parent, ordinal, struct.fields.length)
    sources += source
    features += new StructMarker(struct.name, source, struct.fields.length)
    addAll(struct.fields, source)
  }
}

private object FeatureEntries {
  private val byName: Comparator[FeatureEntry] = (a, b) =>
    Arrays.compareUnsigned(a.name.getBytes(UTF_8), b.name.getBytes(UTF_8))

  private def sorted(entries: ArrayBuffer[FeatureEntry]): Array[FeatureEntry] = {
    val array = entries.toArray
    Arrays.sort(array, byName)
    array
  }
}
