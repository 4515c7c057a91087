package sparky.prepare.encode

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

import org.apache.spark.sql.types._

import sparky.prepare.rank.{ValueMap, Vocabulary}
import sparky.prepare.reject.RowJudge
import sparky.prepare.row.{CategoricalField, Field, KeyField, LabelField, NumberField}
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
    val features = schema.columns.flatMap(c => sparkType(c).map(c.name -> _)) ++
      key.feature.filter(_ => key.isInstanceOf[LineKey]).map(_ -> BinaryType) ++
      weight.filter(_ => schema.weight.isEmpty).map(_ -> FloatType)
    StructType(features.map { case (name, element) =>
      val one = rowsPerRecord == 1
      StructField(
        name,
        if (one) element else ArrayType(element, containsNull = false),
        nullable = false
      )
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
    val written = schema.columns.filter(c => sparkType(c).isDefined)
    val line = key match {
      case LineKey(bases) => Some(new KeyBuffer(rowsPerRecord, lineKey(judge, bases(split), _)))
      case _              => None
    }
    val made = weight.filter(_ => schema.weight.isEmpty).map(_ => weightBuffer(judge, None))
    (written.map(c => buffer(c, fields(c.name), judge, vocabularies)) ++ line ++ made).toArray
  }

  private def weightBuffer(judge: RowJudge, own: Option[NumberField]): FeatureBuffer =
    (sampling, judge.parser.label) match {
      case (Some(draw), Some(clicks)) =>
        new WeightBuffer(rowsPerRecord, clicks.values, own.map(_.values), draw.weight)
      case _ => new FloatBuffer(rowsPerRecord, own.get.values)
    }

  private def buffer(
      column: Column,
      field: Field,
      judge: RowJudge,
      vocabularies: IndexedSeq[ValueMap]
  ): FeatureBuffer = (column, field) match {
    case (_: WeightColumn, f: NumberField) => weightBuffer(judge, Some(f))
    case (_, f: LabelField)                => new FloatBuffer(rowsPerRecord, f.values)
    case (_, f: NumberField)               => new FloatBuffer(rowsPerRecord, f.values)
    case (_, f: KeyField)                  => new KeyBuffer(rowsPerRecord, bytes(judge, f, _))
    case (c: CategoricalColumn, f: CategoricalField) =>
      val ids = vocabularies(schema.categorical.indexOf(c))
      val fillId = ids.numberOf(Vocabulary.packed(c.fill, 0), 0)
      new IdBuffer(rowsPerRecord, judge, f, ids, fillId, c.unseen)
    case _ => throw new IllegalStateException(s"no feature is made of ${column.name}")
  }

  private def sparkType(column: Column): Option[DataType] = column match {
    case _: LabelColumn                     => if (label) Some(FloatType) else None
    case _: NumericColumn | _: WeightColumn => Some(FloatType)
    case _: CategoricalColumn               => Some(LongType)
    case c: KeyColumn    => if (key == ColumnKey(c.name)) Some(BinaryType) else None
    case _: IgnoreColumn => None
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
