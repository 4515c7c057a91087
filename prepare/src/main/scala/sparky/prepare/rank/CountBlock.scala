package sparky.prepare.rank

import sparky.prepare.input.SplitTally

/** What a task of the count pass sends through the shuffle. */
sealed trait CountBlock extends Serializable

/**
 * The values of one range of hashes: for each categorical column the number of longs that follow,
 * then its entries.
 */
final case class ValueBlock(words: Array[Long]) extends CountBlock

/** What a [[NumberCounter]] of a column has written. */
final case class NumberBlock(column: Int, bytes: Array[Byte]) extends CountBlock

/**
 * The tally of a split, and what its rows add to the statistics.
 *
 * @param positive
 *   rows of the positive class
 * @param missing
 *   rows without a value, for each categorical column
 */
final case class TallyBlock(tally: SplitTally, positive: Long, missing: Seq[Long])
    extends CountBlock
