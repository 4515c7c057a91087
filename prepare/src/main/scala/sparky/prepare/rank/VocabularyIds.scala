package sparky.prepare.rank

import java.util.stream.IntStream

/**
 * The ids of all categorical columns, by value.
 *
 * Only the vocabularies travel, which hold nothing empty; each executor builds its maps once, on
 * all its cores.
 *
 * @param vocabularies
 *   in the order of the schema
 */
final class VocabularyIds(val vocabularies: IndexedSeq[Vocabulary]) extends Serializable {

  /** The ids of each column. */
  @transient lazy val maps: IndexedSeq[ValueMap] = {
    val built = new Array[ValueMap](vocabularies.size)
    IntStream.range(0, built.length).parallel().forEach(i => built(i) = vocabularies(i).ids)
    built.toIndexedSeq
  }
}
