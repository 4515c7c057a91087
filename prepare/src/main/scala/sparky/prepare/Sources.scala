package sparky.prepare

import org.apache.spark.sql.SparkSession

import sparky.prepare.input.{DelimitedSource, InputFiles, Source}
import sparky.prepare.schema.{FeatureSchema, InputFormat}
import sparky.prepare.storage.{Locations, Storage}
import sparky.prepare.table.{TableSession, TableSource}

/** Finds what `--in` names. */
object Sources {

  /**
   * @throws InputError
   *   where there is nothing, or no table
   */
  def find(
      spark: SparkSession,
      storage: Storage,
      params: Params,
      schema: FeatureSchema
  ): Source = params.format.getOrElse(schema.input.format) match {
    case InputFormat.Delimited =>
      refuseEqualSeparators(schema)
      val (places, files) = InputFiles.find(storage, globs(params))
      new DelimitedSource(spark.sparkContext.hadoopConfiguration, places, files)
    case InputFormat.Table => named(spark, params)
    case format =>
      val places = globs(params).flatMap(InputFiles.matched(storage, _)).map(_.toString)
      val table = new TableSession(spark).inFiles(places, format, schema.input)
      new TableSource(table, params.in.mkString(", "))
  }

  private def globs(params: Params) = params.in.map(Locations.resolve(params.base, _))

  private def named(spark: SparkSession, params: Params): Source = {
    if (params.in.size > 1)
      throw new UsageError(s"--in: expected one table, received ${params.in.mkString(" and ")}")
    new TableSource(new TableSession(spark).named(params.in.head), params.in.head)
  }

  // The schema's reader has checked it where the schema itself says that the log is text.
  private def refuseEqualSeparators(schema: FeatureSchema): Unit =
    schema.categorical.find(_.listSeparator.contains(schema.input.separator)).foreach { column =>
      throw new UsageError(
        s"--format: expected a table, since the lists of ${column.name} have the separator of " +
          s"fields, received ${InputFormat.Delimited}"
      )
    }
}
