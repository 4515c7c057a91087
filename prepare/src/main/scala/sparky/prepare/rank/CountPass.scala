package sparky.prepare.rank

import org.apache.hadoop.conf.Configuration
import org.apache.spark.SparkContext
import org.apache.spark.util.SerializableConfiguration

import sparky.prepare.input.{Split, SplitRows}
import sparky.prepare.reject.{PassContext, RowJudge}
import sparky.prepare.schema.CategoricalColumn

/**
 * The first pass over the log: counts every value, and ranks what is frequent enough.
 *
 * Each task counts one split in maps of its own and sends their content, cut into ranges of hashes,
 * through a shuffle; the tasks behind it merge their range of all columns and drop what is rare;
 * what is left goes, column by column, to the tasks that rank. Tallies travel with the values,
 * never in accumulators, so that a task that runs twice counts once.
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
    val known = context.broadcast(old.map(new VocabularyIds(_)))
    val parts = pass.log
      .mapSplits(context)((split, rows) => count(pass, conf.value.value, split, rows, ranges))
      .partitionBy(new NumberPartitioner(ranges))
      .mapPartitions(blocks => merge(new RangeMerger(columns, known.value.map(_.maps)), blocks))
      // A task costs more than a small column: columns share the tasks that a large log needs.
      .partitionBy(new NumberPartitioner(math.min(ranges, columns.size + 1)))
      .mapPartitions(blocks => rank(columns, known.value, blocks))
      .collect()
    conf.destroy()
    known.destroy()
    val (ranked, rest) = parts.toSeq.sortBy(_.position).partition(_.column.isDefined)
    Counted.of(pass.format, ranked.flatMap(_.column), rest.flatMap(_.rest))
  }

  private def count(
      pass: PassContext,
      conf: Configuration,
      split: Split,
      rows: SplitRows,
      ranges: Int
  ): Iterator[(Int, CountBlock)] = {
    val judge = RowJudge.inTask(pass, conf, split, rows)
    new SplitCounter(judge, ranges, TaskMemory.share).blocks
  }

  private def merge(
      merger: RangeMerger,
      blocks: Iterator[(Int, CountBlock)]
  ): Iterator[(Int, CountBlock)] = {
    blocks.foreach { case (_, block) => merger.add(block) }
    merger.parts
  }

  private def rank(
      columns: IndexedSeq[CategoricalColumn],
      old: Option[VocabularyIds],
      blocks: Iterator[(Int, CountBlock)]
  ): Iterator[RankedPart] =
    blocks.toSeq.groupMap(_._1)(_._2).iterator.map { case (position, parts) =>
      if (position == columns.size) RankedPart(position, None, parts)
      else {
        val ranges = parts.collect { case range: ColumnRange => range }
        val known = old.map(_.vocabularies(position))
        RankedPart(position, Some(Ranking.rank(columns(position), ranges, known)), Nil)
      }
    }
}

/**
 * What a task that ranks sends to the driver.
 *
 * @param position
 *   the column's place among the categorical ones; beyond them, for all that is of no column
 */
final private case class RankedPart(
    position: Int,
    column: Option[RankedColumn],
    rest: Seq[CountBlock]
)
