package sparky.prepare.encode

import scala.reflect.ClassTag

import org.apache.spark.SparkContext
import org.apache.spark.broadcast.Broadcast
import org.apache.spark.rdd.RDD
import org.apache.spark.util.SerializableConfiguration

import sparky.prepare.input.{Split, SplitRows}
import sparky.prepare.rank.{ValueMap, Vocabulary, VocabularyIds}
import sparky.prepare.reject.PassContext

/**
 * The ids of each split's values.
 *
 * Vocabularies go to every executor, whole, as far as there is room for their look-up tables. Of a
 * larger one each split is sent the ids of its own values alone, by a shuffle. What a split finds
 * is the same either way.
 *
 * @param vocabularies
 *   of the categorical columns, in the order of the schema
 * @param maxBroadcast
 *   bytes that look-up tables may take in every executor
 */
final private class SplitIds(
    pass: PassContext,
    conf: Broadcast[SerializableConfiguration],
    vocabularies: IndexedSeq[Vocabulary],
    maxBroadcast: Long
) {
  private val large =
    SplitIds.tooLarge(vocabularies.map(v => ValueMap.memoryFor(v.size)), maxBroadcast)

  /**
   * Runs `use` on the rows of every split, one a partition, with the maps of the categorical
   * columns.
   */
  def mapSplits[A: ClassTag](context: SparkContext)(
      use: (Split, SplitRows, IndexedSeq[ValueMap]) => Iterator[A]
  ): RDD[A] = {
    val ids = context.broadcast(new VocabularyIds(small))
    if (large.isEmpty)
      pass.log.mapSplits(context)((split, rows) => use(split, rows, ids.value.maps))
    else {
      val shuffled = new ShuffledIds(pass, conf, large.map(i => i -> vocabularies(i)))
      pass.log.zipSplits(context, shuffled.found(context)) { (split, rows, found) =>
        use(split, rows, shuffled.addTo(ids.value.maps, found))
      }
    }
  }

  private def small: IndexedSeq[Vocabulary] =
    vocabularies.indices.map(i => if (large.contains(i)) Vocabulary.Empty else vocabularies(i))
}

private object SplitIds {

  /** The columns to shuffle, ascending: the largest, until the others fit. */
  def tooLarge(bytes: Seq[Long], limit: Long): Seq[Int] = {
    val descending = bytes.indices.sortBy(i => (-bytes(i), i))
    val rest = descending.map(bytes).scanRight(0L)(_ + _)
    descending.take(rest.indexWhere(_ <= limit)).sorted
  }
}
