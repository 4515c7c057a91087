package sparky.prepare.input

import org.apache.hadoop.conf.Configuration
import org.apache.spark.SparkContext
import org.apache.spark.rdd.RDD

/**
 * The log of a run: its files, how they are cut, and how many rows of each part count.
 *
 * @param maxRows
 *   the most rows that are read of each split
 */
final case class Log(
    files: Seq[InputFile],
    splits: IndexedSeq[Split],
    header: Option[HeaderCheck],
    maxRows: IndexedSeq[Long]
) {
  def bytes: Long = files.map(_.bytes).sum

  /** The bytes of each part. */
  def partBytes: IndexedSeq[Long] = splits.map(_.segments.map(s => s.end - s.start).sum)

  def reader(conf: Configuration, split: Split): SplitReader =
    new SplitReader(conf, files, split, header, maxRows(split.index))

  /** How many rows are read of each split, of which there are so many. */
  def limitedRows(rows: IndexedSeq[Long]): IndexedSeq[Long] =
    rows.zip(maxRows).map { case (all, most) => math.min(all, most) }

  /** The splits, one a partition, in their order. */
  def partitions(context: SparkContext): RDD[Split] = context.parallelize(splits, splits.size)

  /**
   * The number of lines before each segment of each split in the segment's file.
   *
   * @param lines
   *   the lines of each segment of each split
   */
  def lineBases(lines: IndexedSeq[Seq[Long]]): IndexedSeq[Seq[Long]] = {
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

object Log {

  /** A log of which all rows count. */
  def of(files: Seq[InputFile], parts: Int, header: Option[HeaderCheck]): Log = {
    val splits = Splits.cut(files, parts)
    Log(files, splits, header, splits.map(_ => Long.MaxValue))
  }
}
