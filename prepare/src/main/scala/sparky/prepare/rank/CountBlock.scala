package sparky.prepare.rank

import org.apache.spark.unsafe.Platform

import sparky.prepare.input.SplitTally

/** What tasks of the count pass send through the shuffles. */
sealed trait CountBlock extends Serializable

/** The values of one range of hashes, see [[ColumnBlock]]. */
final case class ValueBlock(words: Array[Long]) extends CountBlock {
  private def writeReplace(): AnyRef = PackedBlock.of(words)
}

/** A [[ValueBlock]] on its way: Java writes the bytes of an array at once, but longs one by one. */
final private case class PackedBlock(bytes: Array[Byte]) {
  private def readResolve(): AnyRef = {
    val words = new Array[Long](bytes.length / 8)
    Platform.copyMemory(
      bytes,
      Platform.BYTE_ARRAY_OFFSET.toLong,
      words,
      Platform.LONG_ARRAY_OFFSET.toLong,
      bytes.length.toLong
    )
    ValueBlock(words)
  }
}

private object PackedBlock {
  private val MostWords = Int.MaxValue / 8

  /** The block itself where its bytes are more than an array holds. */
  def of(words: Array[Long]): AnyRef =
    if (words.length > MostWords) LongBlock(words)
    else {
      val bytes = new Array[Byte](words.length * 8)
      Platform.copyMemory(
        words,
        Platform.LONG_ARRAY_OFFSET.toLong,
        bytes,
        Platform.BYTE_ARRAY_OFFSET.toLong,
        bytes.length.toLong
      )
      PackedBlock(bytes)
    }
}

/** A [[ValueBlock]] of more than 2 GB on its way. */
final private case class LongBlock(words: Array[Long]) {
  private def readResolve(): AnyRef = ValueBlock(words)
}

/** What a [[NumberCounter]] of a column has written. */
final case class NumberBlock(column: Int, bytes: Array[Byte]) extends CountBlock

/**
 * The tally of a split, and what its rows add to the statistics.
 *
 * @param positive
 *   rows of the positive class
 * @param values
 *   of each categorical column, the missing ones too: one a row where it holds no lists
 * @param missing
 *   missing values of each categorical column
 */
final case class TallyBlock(
    tally: SplitTally,
    positive: Long,
    values: Seq[Long],
    missing: Seq[Long]
) extends CountBlock

/**
 * What one range of hashes holds of a column.
 *
 * @param words
 *   the entries that are frequent enough, without the fill, in no order
 * @param distinct
 *   values in the range, cut or not, the fill among them
 * @param fills
 *   values that equal the fill
 * @param missing
 *   missing values, of the splits whose tallies this range had to merge
 */
final case class ColumnRange(words: Array[Long], distinct: Long, fills: Long, missing: Long)
    extends CountBlock
