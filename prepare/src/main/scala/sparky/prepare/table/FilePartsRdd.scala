package sparky.prepare.table

import org.apache.spark.{NarrowDependency, Partition, TaskContext}
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.execution.datasources.FilePartition

/**
 * The rows of a plan over files, with the files cut as we cut them.
 *
 * Every step of such a plan hands the partition that it is asked for down to the scan, and the scan
 * reads whatever files that one names. So the plan's own partitions, which follow the number of
 * cores, are never used.
 *
 * @param plan
 *   steps without a shuffle over one scan of files
 */
final private[table] class FilePartsRdd(plan: RDD[InternalRow], parts: Array[FilePartition])
    extends RDD[InternalRow](plan.sparkContext, Seq(new AnyPartition(plan))) {

  override protected def getPartitions: Array[Partition] = parts.map(part => part: Partition)

  override protected def getPreferredLocations(split: Partition): Seq[String] =
    split.asInstanceOf[FilePartition].preferredLocations().toSeq

  def compute(split: Partition, context: TaskContext): Iterator[InternalRow] =
    firstParent[InternalRow].iterator(split, context)
}

/** A dependency that says nothing of which partition is read. */
final private class AnyPartition(plan: RDD[InternalRow]) extends NarrowDependency(plan) {
  def getParents(partition: Int): Seq[Int] = Nil
}
