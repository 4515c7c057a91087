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
    val categories = schema.categorical.indices.map { i =>
      val values = tallies.map(_.values(i)).sum
      schema.categorical(i).name ->
        categoricalStatistics(schema.categorical(i), columns(i), values)
    }
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

  private def categoricalStatistics(
      column: CategoricalColumn,
      ranked: RankedColumn,
      values: Long
  ): ColumnStatistics =
    CategoricalStatistics(
      column.listSeparator.map(_ => values),
      ranked.missing,
      ranked.fills,
      ranked.distinct,
      ranked.vocabulary.size.toLong,
      values - ranked.vocabulary.rows
    )

  private def counter(block: NumberBlock): NumberCounter = {
    val counter = new NumberCounter
    counter.merge(new DataInputStream(new ByteArrayInputStream(block.bytes)))
    counter
  }
}
