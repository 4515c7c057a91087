package sparky.prepare.rank

import java.io.{DataInput, DataOutput}

import sparky.prepare.row.NumberField
import sparky.prepare.schema.NumericStatistics

/** Counts what the statistics of a numeric column or of the weight need. */
final class NumberCounter {
  private[this] val sketch = new NumericSketch
  private[this] var missing = 0L
  private[this] var collisions = 0L
  private[this] var rounded = 0L

  /** Counts the values of a field in the first `rows` rows, which are all of its batch. */
  def add(field: NumberField, rows: Int): Unit = {
    var row = 0
    while (row < rows) {
      if (field.missing(row)) missing += 1 else sketch.add(field.values(row))
      row += 1
    }
    collisions += field.collisions
    rounded += field.rounded
  }

  def write(out: DataOutput): Unit = {
    out.writeLong(missing)
    out.writeLong(collisions)
    out.writeLong(rounded)
    sketch.write(out)
  }

  /** Adds what another counter has written. */
  def merge(in: DataInput): Unit = {
    missing += in.readLong()
    collisions += in.readLong()
    rounded += in.readLong()
    sketch.merge(in)
  }

  /** The values that were there. */
  def buckets: NumberBuckets = sketch.buckets

  def statistics: NumericStatistics =
    NumericStatistics(missing, collisions, rounded, sketch.distribution)
}
