package sparky.prepare.rank

import java.io.{ByteArrayInputStream, DataInputStream}

import sparky.prepare.input.SplitTally
import sparky.prepare.row.RowFormat
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

object Counted {

  /**
   * @param columns
   *   the categorical columns, in the order of the schema
   * @param rest
   *   tallies and merged counters
   */
  private[rank] def of(
      format: RowFormat,
      columns: Seq[RankedColumn],
      rest: Seq[CountBlock]
  ): Counted = {
    val schema = format.schema
    val tallies = rest.collect { case t: TallyBlock => t }.sortBy(_.tally.split)
    val rows = tallies.map(_.tally.written).sum
    val categories =
      schema.categorical.map(_.name).zip(columns.map(categoricalStatistics(_, rows)))
    val classes = schema.label
      .filter(_ => format.labelRead)
      .map(_.name -> LabelStatistics(tallies.map(_.positive).sum))
    val numbers = rest.collect { case b: NumberBlock => b.column -> counter(b) }.toMap
    val inNumbers = numbers.map { case (i, c) => schema.numbers(i).name -> c.statistics }
    val all = (categories ++ inNumbers ++ classes).toMap
    val inOrder = schema.columns.map(_.name).flatMap(name => all.get(name).map(name -> _))
    val vocabularies = columns.map(_.vocabulary).toIndexedSeq
    val buckets = schema.numbers.indices.map(numbers(_).buckets)
    Counted(tallies.map(_.tally).toIndexedSeq, Statistics(rows, inOrder), vocabularies, buckets)
  }

  private def categoricalStatistics(column: RankedColumn, rows: Long): ColumnStatistics = {
    val vocabulary = column.vocabulary
    val unseen = rows - vocabulary.rows
    CategoricalStatistics(
      column.missing,
      column.fills,
      column.distinct,
      vocabulary.size.toLong,
      unseen
    )
  }

  private def counter(block: NumberBlock): NumberCounter = {
    val counter = new NumberCounter
    counter.merge(new DataInputStream(new ByteArrayInputStream(block.bytes)))
    counter
  }
}
