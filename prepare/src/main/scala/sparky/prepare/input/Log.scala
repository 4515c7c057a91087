package sparky.prepare.input

import scala.reflect.ClassTag

import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD

/** The log of a run: its files, how they are cut, and how many rows of each part count. */
abstract class Log extends Serializable {
  def files: Seq[InputFile]

  def splits: IndexedSeq[Split]

  /** The bytes of each part. */
  final def partBytes: IndexedSeq[Long] = splits.map(_.segments.map(s => s.end - s.start).sum)

  /** The most rows that are read of each split. */
  def maxRows: IndexedSeq[Long]

  /** How many rows are read of each split, of which there are so many. */
  final def limitedRows(rows: IndexedSeq[Long]): IndexedSeq[Long] =
    rows.zip(maxRows).map { case (all, most) => math.min(all, most) }

  /** The same log of which other numbers of rows count. */
  def limitedTo(maxRows: IndexedSeq[Long]): Log

  /** Runs `use` on the rows of every split, one a partition, in their order. */
  def mapSplits[A: ClassTag](context: SparkContext)(use: (Split, SplitRows) => Iterator[A]): RDD[A]

  /** As [[mapSplits]], with the partition of `beside` that has the split's number. */
  def zipSplits[B: ClassTag, A: ClassTag](context: SparkContext, beside: RDD[B])(
      use: (Split, SplitRows, Iterator[B]) => Iterator[A]
  ): RDD[A]

  /**
   * The number of lines before each segment of each split in the segment's file.
   *
   * @param lines
   *   the lines of each segment of each split
   */
  final def lineBases(lines: IndexedSeq[Seq[Long]]): IndexedSeq[Seq[Long]] = {
    val seen = new Array[Long](files.size)
    splits.map { split =>
      split.segments.zip(lines(split.index)).map { case (segment, count) =>
        val base = seen(segment.file)
        seen(segment.file) += count
        base
      }
    }
  }
}
