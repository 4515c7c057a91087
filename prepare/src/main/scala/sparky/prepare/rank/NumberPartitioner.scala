package sparky.prepare.rank

import org.apache.spark.Partitioner

/** Sends what has a number as its key to the task of that number, and from the last on again. */
final class NumberPartitioner(tasks: Int) extends Partitioner {
  def numPartitions: Int = tasks

  def getPartition(key: Any): Int = key.asInstanceOf[Int] % tasks
}
