package sparky.prepare.schema

import java.math.BigDecimal

/**
 * How a row stands in the log.
 *
 * @param format
 *   `delimited`, or what Spark calls a source of tables
 * @param separator
 *   the ASCII character between two fields
 * @param header
 *   whether the first line of every file names the columns
 * @param trim
 *   whether spaces around a field are no part of it
 * @param missing
 *   the texts that stand for a missing value
 */
final case class InputFormat(
    format: String,
    separator: Char,
    header: Boolean,
    trim: Boolean,
    missing: Seq[String]
)

object InputFormat {
  val Delimited: String = "delimited"
  val Csv: String = "csv"

  /** A table that Spark's catalog knows by its name. */
  val Table: String = "table"

  /** What a schema may name. */
  val All: Seq[String] = Seq(Delimited, "parquet", "orc", "avro", "json", Csv, Table)
}

/** A column of the log, in one of the roles of `schema/FORMAT.md`, section 1. */
sealed trait Column {

  /** The feature's name everywhere. */
  def name: String

  /** What the log's header calls the column. */
  def header: String
}

/** A column that holds a number, missing or not. */
sealed trait NumberColumn extends Column {

  /** Whether the grammar is `real`; else it is `integer`. */
  def real: Boolean
}

/** The column of the class: the texts of the positive and of the negative one. */
final case class LabelColumn(
    name: String,
    header: String,
    positive: Seq[String],
    negative: Seq[String]
) extends Column

/** A number; a missing one becomes `fill`. */
final case class NumericColumn(name: String, header: String, real: Boolean, fill: BigDecimal)
    extends NumberColumn {

  /** The fill as records hold it: the nearest float32. */
  def fillValue: Float = java.lang.Float.parseFloat(fill.toString)
}

/**
 * A category of many.
 *
 * @param fill
 *   the category that a missing value becomes; always in the vocabulary
 * @param minCount
 *   rarer values are unseen
 * @param maxSize
 *   at most so many values are kept, the fill among them
 * @param unseen
 *   the id of a value that is not in the vocabulary: an integer up to 0
 * @param listSeparator
 *   the ASCII character between two values of a row; none where a row has one value
 * @param embeddingDimension
 *   the width of its embedding; none leaves it to the model
 */
final case class CategoricalColumn(
    name: String,
    header: String,
    fill: String,
    minCount: Long,
    maxSize: Option[Long],
    unseen: Long,
    listSeparator: Option[Char] = None,
    embeddingDimension: Option[Long] = None
) extends Column

/** What a prediction is recognised by. */
final case class KeyColumn(name: String, header: String) extends Column

/** How much a row weighs in training: a number that is not negative. */
final case class WeightColumn(name: String, header: String, real: Boolean) extends NumberColumn

/** A column that is not looked at. */
final case class IgnoreColumn(name: String, header: String) extends Column

/**
 * Categorical columns whose ids models hash together; nothing of it is in the records.
 *
 * @param columns
 *   their names, in the order of the hash
 * @param buckets
 *   how many different results the hash has
 */
final case class Cross(columns: Seq[String], buckets: Long)

/**
 * A data set: how its log reads, and what each column is for.
 *
 * @param columns
 *   in the order of the log
 */
final case class FeatureSchema(
    name: String,
    input: InputFormat,
    columns: IndexedSeq[Column],
    crosses: IndexedSeq[Cross] = IndexedSeq.empty
) {
  def label: Option[LabelColumn] = columns.collectFirst { case c: LabelColumn => c }
  def key: Option[KeyColumn] = columns.collectFirst { case c: KeyColumn => c }
  def weight: Option[WeightColumn] = columns.collectFirst { case c: WeightColumn => c }

  /** The numeric columns and the weight: those with numeric statistics. */
  def numbers: IndexedSeq[NumberColumn] = columns.collect { case c: NumberColumn => c }
  def categorical: IndexedSeq[CategoricalColumn] = columns.collect { case c: CategoricalColumn =>
    c
  }

  /** The same, where given with other limits of every categorical column. */
  def limited(minCount: Option[Long], maxSize: Option[Long]): FeatureSchema =
    copy(columns = columns.map {
      case c: CategoricalColumn =>
        c.copy(minCount = minCount.getOrElse(c.minCount), maxSize = maxSize.orElse(c.maxSize))
      case other => other
    })
}
