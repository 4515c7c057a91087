package sparky.prepare.rank

import java.io.{ByteArrayInputStream, DataInputStream}
import java.util.stream.IntStream

import org.apache.hadoop.conf.Configuration
import org.apache.spark.{Partitioner, SparkContext, TaskContext}
import org.apache.spark.util.SerializableConfiguration

import sparky.prepare.input.{Split, SplitTally}
import sparky.prepare.reject.{PassContext, RowJudge}
import sparky.prepare.schema._

/**
 * What the count pass found.
 *
 * @param tallies
 *   of the splits, in their order
 * @param vocabularies
 *   of the categorical columns, in the order of the schema
 * @param buckets
 *   the values of the numeric columns and the weight, in the order of the schema
 */
final case class Counted(
    tallies: IndexedSeq[SplitTally],
    statistics: Statistics,
    vocabularies: IndexedSeq[Vocabulary],
    buckets: IndexedSeq[NumberBuckets]
)

/**
 * The first pass over the log: counts every value, and ranks what is frequent enough.
 *
 * Each task counts one split in maps of its own and sends their content, cut into ranges of hashes,
 * through a shuffle; the tasks behind it merge, cut and sort their range of all columns; the driver
 * merges what is left. Tallies travel with the values, never in accumulators, so that a task that
 * runs twice counts once.
 */
object CountPass {

  /**
   * @param old
   *   the vocabularies of the categorical columns whose values keep their ids; none is new ids
   */
  def run(
      context: SparkContext,
      pass: PassContext,
      old: Option[IndexedSeq[Vocabulary]]
  ): Counted = {
    val conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration))
    val ranges = math.max(pass.log.splits.size, context.defaultParallelism)
    val columns = pass.format.schema.categorical
    val oldIds = context.broadcast(old.map(_.map(_.ids)))
    val merged = pass.log
      .partitions(context)
      .mapPartitions(_.flatMap(split => count(pass, conf.value.value, split, ranges)))
      .partitionBy(new HashRangePartitioner(ranges))
      .mapPartitions(blocks =>
        Iterator.single(merge(new RangeMerger(columns, oldIds.value), blocks))
      )
      .collect()
    conf.destroy()
    oldIds.destroy()
    counted(pass, merged.toIndexedSeq, old)
  }

  private def count(
      pass: PassContext,
      conf: Configuration,
      split: Split,
      ranges: Int
  ): Iterator[(Int, CountBlock)] = {
    val task = TaskContext.get()
    val judge = new RowJudge(pass, conf, split, task.taskAttemptId())
    task.addTaskCompletionListener[Unit](_ => judge.close())
    new SplitCounter(judge, ranges, memoryPerTask).blocks
  }

  /** A quarter of the heap is for the maps of all tasks that run at once. */
  private def memoryPerTask: Long = {
    val runtime = Runtime.getRuntime
    runtime.maxMemory / 4 / runtime.availableProcessors
  }

  private def merge(merger: RangeMerger, blocks: Iterator[(Int, CountBlock)]): MergedRange = {
    blocks.foreach { case (_, block) => merger.add(block) }
    merger.result
  }

  private def counted(
      pass: PassContext,
      merged: IndexedSeq[MergedRange],
      old: Option[IndexedSeq[Vocabulary]]
  ): Counted = {
    val schema = pass.format.schema
    val tallies = merged.flatMap(_.tallies).sortBy(_.tally.split)
    val rows = tallies.map(_.tally.written).sum
    val missing = schema.categorical.indices.map(i => tallies.map(_.missing(i)).sum)
    val ranked = rankAll(schema.categorical, merged, missing, old)
    val categories = schema.categorical.indices.map { i =>
      schema.categorical(i).name -> statistics(
        ranked(i),
        merged.map(_.runs(i).fills).sum,
        missing(i),
        rows
      )
    }
    val numbers = counters(schema, merged)
    val label = schema.label.filter(_ => pass.format.labelRead)
    val classes = label.map(_.name -> LabelStatistics(tallies.map(_.positive).sum))
    val all = (categories ++ numbers.map(n => n._1 -> n._2.statistics) ++ classes).toMap
    val inOrder =
      schema.columns.map(_.name).collect { case name if all.contains(name) => name -> all(name) }
    val buckets = schema.numbers.map(c => numbers(c.name).buckets)
    Counted(tallies.map(_.tally), Statistics(rows, inOrder), ranked.map(_.vocabulary), buckets)
  }

  // Columns do not depend on each other: they are ranked on all cores of the driver.
  private def rankAll(
      columns: IndexedSeq[CategoricalColumn],
      merged: IndexedSeq[MergedRange],
      missing: IndexedSeq[Long],
      old: Option[IndexedSeq[Vocabulary]]
  ): IndexedSeq[RankedColumn] = {
    val ranked = new Array[RankedColumn](columns.size)
    IntStream
      .range(0, columns.size)
      .parallel()
      .forEach { i =>
        ranked(i) = Ranking.rank(columns(i), merged.map(_.runs(i)), missing(i), old.map(_(i)))
      }
    ranked.toIndexedSeq
  }

  private def statistics(
      ranked: RankedColumn,
      collisions: Long,
      missing: Long,
      rows: Long
  ): ColumnStatistics = {
    val vocabulary = ranked.vocabulary
    CategoricalStatistics(
      missing,
      collisions,
      ranked.distinct,
      vocabulary.size.toLong,
      rows - vocabulary.rows
    )
  }

  private def counters(
      schema: FeatureSchema,
      merged: IndexedSeq[MergedRange]
  ): Map[String, NumberCounter] =
    (for {
      range <- merged
      NumberBlock(column, bytes) <- range.numbers
    } yield {
      val counter = new NumberCounter
      counter.merge(new DataInputStream(new ByteArrayInputStream(bytes)))
      schema.numbers(column).name -> counter
    }).toMap
}

/** Sends a block to the task whose number is its key. */
final private class HashRangePartitioner(ranges: Int) extends Partitioner {
  def numPartitions: Int = ranges

  def getPartition(key: Any): Int = key.asInstanceOf[Int]
}
