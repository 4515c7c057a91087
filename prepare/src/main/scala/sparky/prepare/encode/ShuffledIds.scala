package sparky.prepare.encode

import org.apache.hadoop.conf.Configuration
import org.apache.spark.SparkContext
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.rdd.RDD
import org.apache.spark.util.SerializableConfiguration

import sparky.prepare.input.{Split, SplitRows}
import sparky.prepare.rank._
import sparky.prepare.reject.{PassContext, RowJudge}

/**
 * Finds the ids of each split's values by a shuffle there and back.
 *
 * A first look at the log sends each distinct value of a split, once, to the task that holds its
 * range of hashes of the vocabulary; that task answers with the ids. So no task holds more of a
 * vocabulary than a range of it, or the values of a split.
 *
 * @param vocabularies
 *   the large ones, each with the place of its column among the categorical ones
 */
final private class ShuffledIds(
    pass: PassContext,
    conf: Broadcast[SerializableConfiguration],
    vocabularies: Seq[(Int, Vocabulary)]
) extends Serializable {
  private val columns: Array[Int] = vocabularies.map(_._1).toArray
  private val fills: Array[Array[Long]] =
    columns.map(i => Vocabulary.packed(pass.format.schema.categorical(i).fill, 0))
  @transient private lazy val large = vocabularies.map(_._2)

  /** What each split has to know, in the partition of its number. */
  def found(context: SparkContext): RDD[(Int, Array[Long])] = {
    val splits = pass.log.splits.size
    val ranges = math.max(splits, context.defaultParallelism)
    val parts = rangesOf(ranges).map(words => context.broadcast(words))
    pass.log
      .mapSplits(context)((split, rows) => asked(split, rows, conf.value.value, ranges))
      .partitionBy(new NumberPartitioner(ranges))
      .mapPartitionsWithIndex((range, blocks) => answers(parts(range).value, blocks))
      .partitionBy(new NumberPartitioner(splits))
  }

  /** The maps of all columns: of the large ones, those that were found. */
  def addTo(
      maps: IndexedSeq[ValueMap],
      found: Iterator[(Int, Array[Long])]
  ): IndexedSeq[ValueMap] = {
    val own = columns.map(_ => new ValueMap)
    found.foreach { case (_, words) =>
      // A value that a split has sent twice is answered twice.
      ColumnBlock.foreach(words, own.length) { (column, words, at) =>
        if (own(column).numberOf(words, at) == 0)
          own(column).addEntry(words, at, Entries.number(words(at)))
      }
    }
    columns.zip(own).foldLeft(maps) { case (all, (place, map)) => all.updated(place, map) }
  }

  /** The large vocabularies in ranges of hashes, the id of each value as its number. */
  private def rangesOf(ranges: Int): Seq[Array[Long]] =
    ColumnBlock.inRanges(large.size, ranges) { (column, writers) =>
      val vocabulary = large(column)
      vocabulary.foreach { (id, at) =>
        val range = ValueMap.range(vocabulary.words, at, ranges)
        writers(range).add(vocabulary.words, at, id.toLong)
      }
    }

  private def asked(
      split: Split,
      rows: SplitRows,
      hadoop: Configuration,
      ranges: Int
  ): Iterator[(Int, AskedValues)] = {
    val judge = RowJudge.inTask(pass, hadoop, split, rows)
    new SplitValues(judge, columns, fills, ranges, TaskMemory.share).blocks
      .map { case (range, words) => range -> AskedValues(split.index, words) }
  }

  private def answers(
      vocabulary: Array[Long],
      blocks: Iterator[(Int, AskedValues)]
  ): Iterator[(Int, Array[Long])] = {
    val ids = columns.map(_ => new ValueMap)
    ColumnBlock.foreach(vocabulary, ids.length) { (column, words, at) =>
      ids(column).addEntry(words, at, Entries.number(words(at)))
    }
    blocks.map { case (_, AskedValues(split, words)) => split -> answer(words, ids) }
  }

  private def answer(asked: Array[Long], ids: Array[ValueMap]): Array[Long] =
    ColumnBlock.mapped(asked, ids.length) { (column, words, at, writer) =>
      val id = ids(column).numberOf(words, at)
      if (id != 0) writer.add(words, at, id)
    }
}

/** Values of a split, column after column. */
final private case class AskedValues(split: Int, words: Array[Long])
