package sparky.prepare.encode

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData
import org.apache.spark.sql.catalyst.util.{ArrayData, GenericArrayData}
import org.apache.spark.unsafe.Platform

import sparky.prepare.rank.ValueMap
import sparky.prepare.reject.RowJudge
import sparky.prepare.row.{CategoricalField, RowBatch}

/** Collects one feature of the rows of a record. */
trait FeatureBuffer {

  /** Looks at the present batch, before any row of it is taken. */
  def load(): Unit = ()

  /** Takes `count` rows of the batch, from row `from` on, as those of the record from `at` on. */
  def take(from: Int, count: Int, at: Int): Unit

  /** The value of the record's only row. */
  def scalar: Any

  /** The values of the first `rows` rows. */
  def list(rows: Int): ArrayData
}

/** The ids of a categorical feature. */
trait CategoricalBuffer extends FeatureBuffer {

  /** The ids of the present batch, one for each value of the field. */
  def ids: Array[Long]
}

/**
 * A label, weight or numeric feature.
 *
 * @param batch
 *   the values of the present batch
 */
final private class FloatBuffer(capacity: Int, batch: Array[Float]) extends FeatureBuffer {
  private[this] val values = new Array[Float](capacity)

  def take(from: Int, count: Int, at: Int): Unit =
    System.arraycopy(batch, from, values, at, count)

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData =
    UnsafeArrayData.fromPrimitiveArray(values, Platform.FLOAT_ARRAY_OFFSET, rows, 4)
}

/**
 * The weight of rows of which the negative ones are a sample.
 *
 * @param labels
 *   of the present batch
 * @param own
 *   the weights that the log has, if it has any
 * @param negative
 *   how many rows a negative one stands for
 */
final private class WeightBuffer(
    capacity: Int,
    labels: Array[Float],
    own: Option[Array[Float]],
    negative: Double
) extends FeatureBuffer {
  private[this] val batch = new Array[Float](RowBatch.Capacity)
  private[this] val plain = new FloatBuffer(capacity, batch)
  private[this] val weights = own.getOrElse(Array.fill(RowBatch.Capacity)(1f))

  override def load(): Unit = {
    var row = 0
    while (row < batch.length) {
      batch(row) = if (labels(row) == 1f) weights(row) else (weights(row) * negative).toFloat
      row += 1
    }
  }

  def take(from: Int, count: Int, at: Int): Unit = plain.take(from, count, at)

  def scalar: Any = plain.scalar

  def list(rows: Int): ArrayData = plain.list(rows)
}

/**
 * A categorical feature of one value a row.
 *
 * @param map
 *   the ids by value, the fill among them
 * @param unseen
 *   the id of any other value
 */
final private class IdBuffer(
    capacity: Int,
    judge: RowJudge,
    field: CategoricalField,
    map: ValueMap,
    fillId: Long,
    unseen: Long
) extends CategoricalBuffer {
  private[this] val values = new Array[Long](capacity)
  private[this] val scratch = map.scratch

  val ids: Array[Long] = new Array[Long](RowBatch.Capacity)

  override def load(): Unit = map.idsOf(field, judge.batch, fillId, unseen, scratch, ids)

  def take(from: Int, count: Int, at: Int): Unit =
    System.arraycopy(ids, from, values, at, count)

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData =
    UnsafeArrayData.fromPrimitiveArray(values, Platform.LONG_ARRAY_OFFSET, rows, 8)
}

/**
 * A key, from a column of the log or made of the row's place in it.
 *
 * @param key
 *   the key of a row of the present batch
 */
final private class KeyBuffer(capacity: Int, key: Int => Array[Byte]) extends FeatureBuffer {
  private[this] val values = new Array[Any](capacity)

  def take(from: Int, count: Int, at: Int): Unit =
    (0 until count).foreach(i => values(at + i) = key(from + i))

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData = new GenericArrayData(values.take(rows))
}
