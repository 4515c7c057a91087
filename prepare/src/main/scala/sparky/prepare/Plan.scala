package sparky.prepare

import org.apache.spark.SparkContext

import sparky.prepare.encode.{BroadcastLimit, ColumnKey, KeyChoice, LineKey, NoKey, RecordFormat}
import sparky.prepare.input.{LineIndex, Log, Source}
import sparky.prepare.row.RowFormat
import sparky.prepare.schema.{FeatureSchema, KeyColumn, SchemaReader}
import sparky.prepare.select.RowSelection

/**
 * How a run reads its log and what its records look like: the flags, met with the schema.
 *
 * @param selection
 *   the rows that it takes
 * @param maxBroadcast
 *   bytes that look-up tables may take in every executor
 */
final case class Plan(
    log: Log,
    rows: RowFormat,
    records: RecordFormat,
    selection: RowSelection,
    maxBroadcast: Long
) {

  /** The plan of the evaluate records that a train run makes of the rows it holds out. */
  def heldOut: Plan =
    copy(records = records.copy(sampling = None), selection = selection.heldOut)
}

object Plan {

  /**
   * @throws UsageError
   *   where a flag does not fit the schema
   */
  def of(
      context: SparkContext,
      params: Params,
      schema: FeatureSchema,
      source: Source
  ): Plan = {
    val labelStands = hasLabel(params, schema, source)
    val labelRead = labelStands && params.mode != Mode.Predict
    val compared = params.selection.comparedColumn
    val rows = RowFormat(schema, labelStands, labelRead, source.arrays(schema), compared)
    val whole = source.log(rows, params.numPartitions)
    val byLine = isByLine(params, schema, source)
    val counts = byLine || params.limit.isDefined || SelectionPlan.needsRows(params)
    val index = if (counts) Some(indexed(context, params, whole)) else None
    val log = params.limit.fold(whole)(limit => index.get.limited(whole, limit))
    val key = if (byLine) LineKey(log.lineBases(index.get.lines)) else columnKey(params, schema)
    val selection = SelectionPlan.of(params, rows, log.limitedRows(index.get.rows))
    val records =
      RecordFormat(schema, rows.labelRead, key, params.recordRows, selection.sampling)
    Plan(log, rows, records, selection, BroadcastLimit.of(context, params.maxBroadcast))
  }

  private def indexed(context: SparkContext, params: Params, log: Log): LineIndex =
    LineIndex.build(context, log, params.limit.getOrElse(Long.MaxValue))

  private def hasLabel(
      params: Params,
      schema: FeatureSchema,
      source: Source
  ): Boolean = params.labelChoice match {
    case "present" if params.label.isDefined && schema.label.isEmpty =>
      throw new UsageError(
        "--label: expected absent, since the schema has no label, received present"
      )
    case _ if schema.label.isEmpty => false
    case "auto"                    => source.hasLabel(schema)
    case choice                    => choice == "present"
  }

  private def isByLine(params: Params, schema: FeatureSchema, source: Source): Boolean = {
    val byLine = params.key.contains(LineKey.Choice)
    val taken = schema.columns.find { c =>
      !c.isInstanceOf[KeyColumn] && SchemaReader.signatureName(c.name) == LineKey.Feature
    }
    if (byLine) taken.foreach { column =>
      throw new UsageError(
        s"--key: expected none, since the schema has a column ${column.name}, received line"
      )
    }
    if (byLine && source.files.isEmpty)
      throw new UsageError(
        "--key: expected none, since the table is not one of files, received line"
      )
    byLine
  }

  private def columnKey(params: Params, schema: FeatureSchema): KeyChoice = {
    val column = schema.key.map(_.name)
    params.key match {
      case Some("none")             => NoKey
      case None                     => column.fold[KeyChoice](NoKey)(ColumnKey(_))
      case named if named == column => ColumnKey(named.get)
      case Some(other) =>
        val known = Seq("none", "line") ++ column
        throw new UsageError(s"--key: expected ${known.mkString(", ")}, received $other")
    }
  }
}
