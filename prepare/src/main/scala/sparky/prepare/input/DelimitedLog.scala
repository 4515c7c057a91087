package sparky.prepare.input

import scala.reflect.ClassTag

import org.apache.hadoop.conf.Configuration
import org.apache.spark.{SparkContext, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.util.SerializableConfiguration

import sparky.prepare.row.{LineSplitter, RowFormat}

/**
 * A log of delimited text.
 *
 * @param header
 *   how to check the first line of each file; none where files have no header
 */
final case class DelimitedLog(
    files: Seq[InputFile],
    splits: IndexedSeq[Split],
    format: RowFormat,
    header: Option[HeaderCheck],
    maxRows: IndexedSeq[Long]
) extends Log {

  def limitedTo(maxRows: IndexedSeq[Long]): Log = copy(maxRows = maxRows)

  def mapSplits[A: ClassTag](
      context: SparkContext
  )(use: (Split, SplitRows) => Iterator[A]): RDD[A] = {
    val conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration))
    context
      .parallelize(splits, splits.size)
      .mapPartitions(_.flatMap(split => use(split, opened(conf.value.value, split))))
  }

  def zipSplits[B: ClassTag, A: ClassTag](context: SparkContext, beside: RDD[B])(
      use: (Split, SplitRows, Iterator[B]) => Iterator[A]
  ): RDD[A] = {
    val conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration))
    context.parallelize(splits, splits.size).zipPartitions(beside) { (own, others) =>
      own.flatMap(split => use(split, opened(conf.value.value, split), others))
    }
  }

  /** The rows of a split until the task ends. */
  private def opened(conf: Configuration, split: Split): SplitRows = {
    val rows = open(conf, split)
    TaskContext.get().addTaskCompletionListener[Unit](_ => rows.close())
    rows
  }

  def open(conf: Configuration, split: Split): SplitRows = {
    val reader = new SplitReader(conf, files, split, header, maxRows(split.index))
    new LineRows(reader, new LineSplitter(format.schema.input, format.columns.size))
  }
}

object DelimitedLog {

  /** A log of which all rows count. */
  def of(
      files: Seq[InputFile],
      parts: Int,
      format: RowFormat,
      header: Option[HeaderCheck]
  ): DelimitedLog = {
    val splits = Splits.cut(files, parts)
    DelimitedLog(files, splits, format, header, splits.map(_ => Long.MaxValue))
  }
}
