package sparky.prepare.input

import java.io.{DataInput, DataOutput}

/**
 * What one task saw of its split.
 *
 * @param lines
 *   lines of each segment, headers too
 * @param written
 *   good rows that the pass took
 * @param rejected
 *   bad rows; a task that meets far more than are allowed stops judging, and then these are the
 *   least there are
 * @param leftOut
 *   rows that the pass did not take
 */
final case class SplitTally(
    split: Int,
    lines: Seq[Long],
    written: Long,
    rejected: Long,
    leftOut: Long
) {

  /** Rows that were judged. */
  def read: Long = written + rejected + leftOut

  def write(out: DataOutput): Unit = {
    out.writeInt(split)
    out.writeInt(lines.size)
    lines.foreach(out.writeLong)
    out.writeLong(written)
    out.writeLong(rejected)
    out.writeLong(leftOut)
  }
}

object SplitTally {

  /** Reads what [[SplitTally.write]] wrote. */
  def read(in: DataInput): SplitTally = {
    val split = in.readInt()
    val lines = Seq.fill(in.readInt())(in.readLong())
    SplitTally(split, lines, in.readLong(), in.readLong(), in.readLong())
  }
}
