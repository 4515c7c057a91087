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

  /** Counts the present value of a field. */
  def add(field: NumberField): Unit =
    if (field.isMissing) missing += 1
    else {
      sketch.add(field.value)
      if (field.isCollision) collisions += 1
      if (field.isRounded) rounded += 1
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
