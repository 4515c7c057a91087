package sparky.tfrecord
package layout

import org.apache.spark.sql.types.DataType

/**
 * Which features of a record hold one column: a tree whose leaves are features.
 *
 * @param name the column's name; inside a struct or a map, the names on the way to it, with dots
 */
sealed abstract private[tfrecord] class ColumnLayout extends Serializable {
  def name: String

  /** The names of all features that may hold a part of this column. */
  def features: Seq[String]

  /** Those of them that are feature lists. */
  def featureLists: Seq[String]
}

/**
 * A value, an array or an array of arrays: one feature, or one feature list.
 *
 * @param element the type of the single values
 * @param nesting arrays around a single value: 0, 1, or 2 in a `SequenceExample`, where it is a
 *                feature list with a step for each inner array
 */
final private[tfrecord] case class FeatureLayout(
    name: String,
    kind: FeatureKind,
    element: DataType,
    nesting: Int
) extends ColumnLayout {
  override def features: Seq[String] = Seq(name)

  override def featureLists: Seq[String] = if (nesting == 2) Seq(name) else Seq.empty
}

/**
 * A struct: the features of its fields. One that is not null though all of these are absent is
 * told from a null by a feature of the struct's own name, of no kind.
 */
final private[tfrecord] case class StructLayout(name: String, fields: Seq[ColumnLayout])
    extends ColumnLayout {
  override def features: Seq[String] = name +: fields.flatMap(_.features)

  override def featureLists: Seq[String] = fields.flatMap(_.featureLists)
}

/** A map: a list of its keys and, of the same length, one of its values. */
final private[tfrecord] case class MapLayout(
    name: String,
    keys: FeatureLayout,
    values: FeatureLayout
) extends ColumnLayout {
  override def features: Seq[String] = keys.features ++ values.features

  override def featureLists: Seq[String] = Seq.empty
}
