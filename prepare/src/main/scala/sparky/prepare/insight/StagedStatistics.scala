package sparky.prepare.insight

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, DataInputStream, DataOutputStream}

import org.apache.hadoop.fs.Path
import org.apache.spark.SparkContext
import org.apache.spark.util.SerializableConfiguration

import sparky.prepare.reject.Staging
import sparky.prepare.storage.Storage

/**
 * The sums of the splits' rows, left in the staging folder beside the tallies: a task that runs
 * twice leaves the same file, and is counted once.
 *
 * @param numbers
 *   numeric columns and weight
 * @param vocabularySizes
 *   of the categorical columns, in the order of the schema
 */
final case class StagedStatistics(staging: Staging, numbers: Int, vocabularySizes: Seq[Long]) {

  /** Sums of no row yet. */
  def begin(): RowStatistics = new RowStatistics(numbers, vocabularySizes)

  /** Leaves the sums of a split, whole or not at all. */
  def write(storage: Storage, split: Int, sums: RowStatistics, attempt: Long): Unit =
    staging.leave(storage, staging.statistics(split), attempt)(sums.write)

  /** The sums of all splits, added up by as many tasks as run at once, and then here. */
  def merged(context: SparkContext, splits: Int): RowStatistics = {
    val conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration))
    val tasks = math.min(splits, context.defaultParallelism)
    val parts = context
      .parallelize(0 until splits, tasks)
      .mapPartitions(group => Iterator.single(added(new Storage(conf.value.value), group)))
      .collect()
    conf.destroy()
    val sums = begin()
    parts.foreach(bytes => sums.merge(new DataInputStream(new ByteArrayInputStream(bytes))))
    sums
  }

  private def added(storage: Storage, splits: Iterator[Int]): Array[Byte] = {
    val sums = begin()
    splits.foreach(split => merge(storage, staging.statistics(split), sums))
    val bytes = new ByteArrayOutputStream
    sums.write(new DataOutputStream(bytes))
    bytes.toByteArray
  }

  private def merge(storage: Storage, file: Path, sums: RowStatistics): Unit = {
    val in = new DataInputStream(storage.open(file))
    try sums.merge(in)
    finally in.close()
  }
}
