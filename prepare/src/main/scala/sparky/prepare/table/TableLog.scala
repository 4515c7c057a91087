package sparky.prepare.table

import scala.reflect.ClassTag

import org.apache.spark.{SparkContext, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow

import sparky.prepare.input.{InputFile, Log, Split, SplitRows}

/**
 * A log that is a table.
 *
 * @param rows
 *   a partition for each split
 */
final case class TableLog(
    files: Seq[InputFile],
    splits: IndexedSeq[Split],
    layout: TableLayout,
    maxRows: IndexedSeq[Long],
    @transient rows: RDD[InternalRow]
) extends Log {

  def limitedTo(maxRows: IndexedSeq[Long]): Log = copy(maxRows = maxRows)

  def mapSplits[A: ClassTag](
      context: SparkContext
  )(use: (Split, SplitRows) => Iterator[A]): RDD[A] = {
    val (files, splits, layout, maxRows) = (this.files, this.splits, this.layout, this.maxRows)
    rows.mapPartitionsWithIndex { (i, rows) =>
      use(splits(i), new TableRows(files, splits(i), layout, rows, maxRows(i)))
    }
  }

  def zipSplits[B: ClassTag, A: ClassTag](context: SparkContext, beside: RDD[B])(
      use: (Split, SplitRows, Iterator[B]) => Iterator[A]
  ): RDD[A] = {
    val (files, splits, layout, maxRows) = (this.files, this.splits, this.layout, this.maxRows)
    rows.zipPartitions(beside) { (rows, others) =>
      val i = TaskContext.getPartitionId()
      use(splits(i), new TableRows(files, splits(i), layout, rows, maxRows(i)), others)
    }
  }
}
