package sparky.prepare

import sparky.prepare.row.{LineBytes, NumberGrammar, RowFormat}
import sparky.prepare.schema.{NumberColumn, SchemaReader}
import sparky.prepare.select._

/** Which rows a run takes: the flags of selection, met with the schema. */
object SelectionPlan {

  /** Whether it has to be known how many rows each split has. */
  def needsRows(params: Params): Boolean = params.selection.split.contains(SelectionFlags.Order)

  /**
   * @param splitRows
   *   the rows of each split
   * @throws UsageError
   *   where a flag does not fit the schema
   */
  def of(params: Params, rows: RowFormat, splitRows: => IndexedSeq[Long]): RowSelection = {
    val flags = params.selection
    val holdOut = flags.split.map {
      case SelectionFlags.Hash  => HashHoldOut(flags.share.get)
      case SelectionFlags.Order => OrderHoldOut.of(splitRows, flags.share.get)
      case column               => columnHoldOut(rows, column, flags.from.get)
    }
    RowSelection(holdOut, evaluates = false, flags.negativeRate.map(sampling(params, rows, _)))
  }

  private def columnHoldOut(rows: RowFormat, name: String, from: String): HoldOut = {
    val names = rows.columns.map(_.name)
    val position = names.indexOf(name)
    if (position < 0) {
      val known = s"${SelectionFlags.Hash}, ${SelectionFlags.Order} or a column of the log"
      throw new UsageError(
        s"--split: expected $known, received $name${NearestName.hint(name, names)}"
      )
    }
    rows.columns(position) match {
      case column: NumberColumn if !isNumber(from, column.real) =>
        val expected = if (column.real) "a decimal number" else "an integer"
        throw new UsageError(
          s"--evaluate-from: expected $expected, as $name has, received $from"
        )
      case _ => ColumnHoldOut(position, Threshold(from), rows.schema.input.missing)
    }
  }

  private def isNumber(text: String, real: Boolean): Boolean = {
    val bytes = text.getBytes("UTF-8")
    val padded = java.util.Arrays.copyOf(bytes, bytes.length + LineBytes.Padding)
    if (real) !NumberGrammar.real(padded, 0, bytes.length).isNaN
    else NumberGrammar.integer(padded, 0, bytes.length) != Long.MinValue
  }

  private def sampling(params: Params, rows: RowFormat, rate: BigDecimal): NegativeSampling = {
    if (!rows.labelRead)
      throw new UsageError(
        s"--negative-rate: expected none, since the log has no label, received $rate"
      )
    val taken = rows.schema.columns.find { c =>
      SchemaReader.signatureName(c.name) == NegativeSampling.Feature
    }
    taken.filter(_ => rows.schema.weight.isEmpty).foreach { column =>
      throw new UsageError(
        s"--negative-rate: expected none, since the schema has a column ${column.name} that is " +
          s"no weight, received $rate"
      )
    }
    NegativeSampling(rate, params.selection.seed.getOrElse(0L))
  }
}
