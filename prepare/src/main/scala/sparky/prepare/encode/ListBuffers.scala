package sparky.prepare.encode

import java.util.Arrays

import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.unsafe.Platform

import sparky.prepare.rank.ValueMap
import sparky.prepare.reject.RowJudge
import sparky.prepare.row.{ListField, RowBatch}

/**
 * The ids of a categorical feature of lists, those of all rows one after the other.
 *
 * @param map
 *   the ids by value, the fill among them
 * @param unseen
 *   the id of any other value
 */
final private class ListIdBuffer(
    judge: RowJudge,
    field: ListField,
    map: ValueMap,
    fillId: Long,
    unseen: Long
) extends CategoricalBuffer {
  private[this] var batch = new Array[Long](RowBatch.Capacity)
  private[this] var values = new Array[Long](RowBatch.Capacity)
  private[this] var used = 0
  private[this] val scratch = map.scratch

  def ids: Array[Long] = batch

  override def load(): Unit = {
    val count = field.values(judge.batch)
    if (count > batch.length) batch = new Array[Long](math.max(count, batch.length * 2))
    map.idsOf(field, judge.batch, fillId, unseen, scratch, batch)
  }

  def take(from: Int, count: Int, at: Int): Unit = {
    if (at == 0) used = 0
    val (first, beyond) = (field.firsts(from), field.firsts(from + count))
    val needed = used + beyond - first
    if (needed > values.length) values = Arrays.copyOf(values, math.max(needed, used * 2))
    System.arraycopy(batch, first, values, used, beyond - first)
    used = needed
  }

  def scalar: Any = list(1)

  def list(rows: Int): ArrayData =
    UnsafeArrayData.fromPrimitiveArray(values, Platform.LONG_ARRAY_OFFSET, used, 8)
}

/** How many values each row of a list has. */
final private class LengthBuffer(capacity: Int, field: ListField) extends FeatureBuffer {
  private[this] val values = new Array[Long](capacity)

  def take(from: Int, count: Int, at: Int): Unit = {
    var i = 0
    while (i < count) {
      values(at + i) = field.firsts(from + i + 1).toLong - field.firsts(from + i)
      i += 1
    }
  }

  def scalar: Any = values(0)

  def list(rows: Int): ArrayData =
    UnsafeArrayData.fromPrimitiveArray(values, Platform.LONG_ARRAY_OFFSET, rows, 8)
}
