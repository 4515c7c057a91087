package sparky.tfrecord
package decode

import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter

import sparky.tfrecord.layout.{ColumnLayout, FeatureLayout, MapLayout, StructLayout}

/**
 * Makes the decoders of columns.
 *
 * @param context the features of a record
 * @param lists   its feature lists
 * @param list    what the decoders open their features with, by turns
 */
final private[tfrecord] class ColumnDecoders(
    context: FeatureMap,
    lists: FeatureMap,
    list: ValueList,
    allowNarrowing: Boolean
) {

  /** The decoder of a column of the rows that `row` writes. */
  def of(layout: ColumnLayout, row: UnsafeRowWriter): ColumnDecoder = layout match {
    case feature: FeatureLayout => ofFeature(feature, row)
    case struct: StructLayout   => ofStruct(struct, row)
    case map: MapLayout         => ofMap(map, row)
  }

  private def ofFeature(layout: FeatureLayout, row: UnsafeRowWriter): ColumnDecoder = {
    val feature = slot(layout.name)
    val element = ElementDecoder.of(layout, allowNarrowing)
    layout.nesting match {
      case 0 => new ColumnDecoder.OfOne(feature, list, element, row)
      case 1 => new ColumnDecoder.OfMany(feature, list, element, row)
      case _ => new FeatureListDecoder(feature, list, element, row)
    }
  }

  private def ofStruct(layout: StructLayout, row: UnsafeRowWriter): ColumnDecoder = {
    val struct = new UnsafeRowWriter(row, layout.fields.length)
    val features = layout.features.map(slot).toArray
    val fields = layout.fields.map(of(_, struct)).toArray
    new StructDecoder(slot(layout.name), features, fields, list, struct, row)
  }

  private def ofMap(layout: MapLayout, row: UnsafeRowWriter): ColumnDecoder = {
    val keys = ElementDecoder.of(layout.keys, allowNarrowing)
    val values = ElementDecoder.of(layout.values, allowNarrowing)
    new MapDecoder(
      layout.name,
      slot(layout.keys.name),
      slot(layout.values.name),
      keys,
      values,
      list,
      row
    )
  }

  private def slot(name: String): FeatureSlot = context.slot(name).orElse(lists.slot(name)).get
}
