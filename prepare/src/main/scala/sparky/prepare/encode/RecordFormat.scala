package sparky.prepare.encode

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

import org.apache.spark.sql.types._

import sparky.prepare.rank.{ValueMap, Vocabulary}
import sparky.prepare.reject.RowJudge
import sparky.prepare.row._
import sparky.prepare.schema._
import sparky.prepare.select.NegativeSampling

/** What rows are recognised by in the records. */
sealed trait KeyChoice {

  /** The name of the key feature; none where the records have none. */
  def feature: Option[String]
}

/** The records have no key. */
case object NoKey extends KeyChoice {
  val feature: Option[String] = None
}

/** The key column of the schema. */
final case class ColumnKey(name: String) extends KeyChoice {
  def feature: Option[String] = Some(name)
}

/**
 * `FILE:LINE`.
 *
 * @param bases
 *   the lines before each segment of each split, in the segment's file
 */
final case class LineKey(bases: IndexedSeq[Seq[Long]]) extends KeyChoice {
  val feature: Option[String] = Some(LineKey.Feature)
}

object LineKey {

  /** The name of the feature that holds such a key. */
  val Feature: String = "key"

  /** What `--key` calls it. */
  val Choice: String = "line"
}

/**
 * What the records of this run look like, `schema/FORMAT.md`, section 4.
 *
 * @param label
 *   whether they have the label
 * @param rowsPerRecord
 *   a record of one row has single values, one of many has lists
 * @param sampling
 *   of the negative rows, which then weigh more
 */
final case class RecordFormat(
    schema: FeatureSchema,
    label: Boolean,
    key: KeyChoice,
    rowsPerRecord: Int,
    sampling: Option[NegativeSampling]
) {

  /** The name of the weight feature; none where the records have none. */
  def weight: Option[String] =
    schema.weight.map(_.name).orElse(sampling.map(_ => NegativeSampling.Feature))

  /** The features as columns of a data frame. */
  def sparkSchema: StructType = {
    val all = schema.columns.flatMap(features) ++
      key.feature.filter(_ => key.isInstanceOf[LineKey]).map(_ -> BinaryType) ++
      weight.filter(_ => schema.weight.isEmpty).map(_ -> FloatType)
    StructType(all.map { case (name, one) =>
      val isList = rowsPerRecord > 1 && !one.isInstanceOf[ArrayType]
      StructField(name, if (isList) RecordFormat.listOf(one) else one, nullable = false)
    })
  }

  /**
   * New buffers for the features, in the order of [[sparkSchema]].
   *
   * @param vocabularies
   *   the ids of the categorical columns, in the order of the schema
   */
  def buffers(
      judge: RowJudge,
      split: Int,
      vocabularies: IndexedSeq[ValueMap]
  ): Array[FeatureBuffer] = {
    val fields = judge.parser.fields.map(f => f.name -> f).toMap
    val written = schema.columns.filter(features(_).nonEmpty)
    val line = key match {
      case LineKey(bases) => Some(new KeyBuffer(rowsPerRecord, lineKey(judge, bases(split), _)))
      case _              => None
    }
    val made = weight.filter(_ => schema.weight.isEmpty).map(_ => weightBuffer(judge, None))
    (written.flatMap(c => buffers(c, fields(c.name), judge, vocabularies)) ++ line ++ made).toArray
  }

  private def weightBuffer(judge: RowJudge, own: Option[NumberField]): FeatureBuffer =
    (sampling, judge.parser.label) match {
      case (Some(draw), Some(clicks)) =>
        new WeightBuffer(rowsPerRecord, clicks.values, own.map(_.values), draw.weight)
      case _ => new FloatBuffer(rowsPerRecord, own.get.values)
    }

  private def buffers(
      column: Column,
      field: Field,
      judge: RowJudge,
      vocabularies: IndexedSeq[ValueMap]
  ): Seq[FeatureBuffer] = (column, field) match {
    case (_: WeightColumn, f: NumberField) => Seq(weightBuffer(judge, Some(f)))
    case (_, f: LabelField)                => Seq(new FloatBuffer(rowsPerRecord, f.values))
    case (_, f: NumberField)               => Seq(new FloatBuffer(rowsPerRecord, f.values))
    case (_, f: KeyField)                  => Seq(new KeyBuffer(rowsPerRecord, bytes(judge, f, _)))
    case (c: CategoricalColumn, f: CategoricalField) =>
      val ids = vocabularies(schema.categorical.indexOf(c))
      val fillId = ids.numberOf(Vocabulary.packed(c.fill, 0), 0)
      f match {
        case single: SingleField =>
          Seq(new IdBuffer(rowsPerRecord, judge, single, ids, fillId, c.unseen))
        case list: ListField =>
          val values = new ListIdBuffer(judge, list, ids, fillId, c.unseen)
          Seq(values, new LengthBuffer(rowsPerRecord, list))
      }
    case _ => throw new IllegalStateException(s"no feature is made of ${column.name}")
  }

  /** The features of a column, with what one row has of each. */
  private def features(column: Column): Seq[(String, DataType)] = column match {
    case _: LabelColumn                     => Seq(column.name -> FloatType).filter(_ => label)
    case _: NumericColumn | _: WeightColumn => Seq(column.name -> FloatType)
    case c: CategoricalColumn if c.listSeparator.isDefined =>
      Seq(c.name -> RecordFormat.listOf(LongType), RecordFormat.lengths(c.name) -> LongType)
    case c: CategoricalColumn => Seq(c.name -> LongType)
    case c: KeyColumn         => Seq(c.name -> BinaryType).filter(_ => key == ColumnKey(c.name))
    case _: IgnoreColumn      => Nil
  }

  private def bytes(judge: RowJudge, field: Field, row: Int): Array[Byte] = {
    val batch = judge.batch
    Arrays.copyOfRange(batch.bytes, field.start(batch, row), field.end(batch, row))
  }

  private def lineKey(judge: RowJudge, bases: Seq[Long], row: Int): Array[Byte] = {
    val place = judge.batch.places(row)
    s"${judge.fileName(row)}:${bases(place.segment) + place.line + 1}".getBytes(UTF_8)
  }
}

object RecordFormat {

  /** The feature that says how many values of a list each row has. */
  def lengths(feature: String): String = s"$feature/lengths"

  private def listOf(element: DataType): DataType = ArrayType(element, containsNull = false)
}
