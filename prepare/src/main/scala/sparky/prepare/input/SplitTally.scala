package sparky.prepare.input

import java.io.{DataInput, DataOutput}

/**
 * What one task saw of its split.
 *
 * @param lines
 *   lines of each segment, headers too
 * @param written
 *   good rows
 * @param rejected
 *   bad rows; a task that meets far more than are allowed stops judging, and then these are the
 *   least there are
 */
final case class SplitTally(split: Int, lines: Seq[Long], written: Long, rejected: Long) {

  /** Rows that were judged. */
  def read: Long = written + rejected

  def write(out: DataOutput): Unit = {
    out.writeInt(split)
    out.writeInt(lines.size)
    lines.foreach(out.writeLong)
    out.writeLong(written)
    out.writeLong(rejected)
  }
}

object SplitTally {

  /** Reads what [[SplitTally.write]] wrote. */
  def read(in: DataInput): SplitTally = {
    val split = in.readInt()
    val lines = Seq.fill(in.readInt())(in.readLong())
    SplitTally(split, lines, in.readLong(), in.readLong())
  }
}
