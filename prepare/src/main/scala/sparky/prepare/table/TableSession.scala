package sparky.prepare.table

import scala.util.control.NonFatal

import org.apache.spark.SparkThrowable
import org.apache.spark.sql.{DataFrame, SparkSession}

import sparky.prepare.InputError
import sparky.prepare.schema.InputFormat

/** Opens tables with a session of its own, in which nothing is left to the machine it runs on. */
final class TableSession(spark: SparkSession) {
  import TableSession._

  private val session = spark.newSession()
  Settings.foreach { case (name, value) => session.conf.set(name, value) }

  /** A table of the catalog. */
  def named(table: String): DataFrame = opened(table, InputFormat.Table)(session.table(table))

  /** A table in files, which need not be of one folder. */
  def inFiles(places: Seq[String], format: String, input: InputFormat): DataFrame =
    opened(places.mkString(", "), format) {
      session.read.format(format).options(options(format, input)).load(places: _*)
    }

  private def opened(place: String, format: String)(open: => DataFrame): DataFrame =
    try open
    catch {
      case NonFatal(e) =>
        val what =
          if (format == InputFormat.Table) "a table of the catalog" else s"files of $format"
        throw new InputError(s"$place: expected $what, received ${cause(e)}", e)
    }
}

object TableSession {

  /** What a result may not depend on, and what may not hide a damage. */
  private val Settings = Seq(
    "spark.sql.session.timeZone" -> "UTC",
    "spark.sql.adaptive.enabled" -> "false",
    "spark.sql.files.ignoreCorruptFiles" -> "false",
    "spark.sql.files.ignoreMissingFiles" -> "false",
    "spark.sql.sources.bucketing.enabled" -> "false",
    "spark.sql.sources.partitionColumnTypeInference.enabled" -> "false",
    // The JVM compiles no larger method, and Spark makes one of all columns: it would be interpreted.
    "spark.sql.codegen.hugeMethodLimit" -> "8000"
  )

  /** A line that Spark cannot take whole fails the run, rather than be read as missing values. */
  private val Strict = Map("mode" -> "FAILFAST")

  // Of csv the number of fields is checked only where all are read, and the header only where it is
  // not taken on trust. A quote within quotes is written twice.
  private def options(format: String, input: InputFormat): Map[String, String] = format match {
    case InputFormat.Csv =>
      Strict ++ Map(
        "sep" -> input.separator.toString,
        "header" -> input.header.toString,
        "columnPruning" -> "false",
        "enforceSchema" -> "false",
        "escape" -> "\""
      )
    case "json" => Strict + ("primitivesAsString" -> "true")
    case _      => Map.empty
  }

  /**
   * What went wrong, of the errors around it that only say that something did: Spark gives the first
   * a name.
   */
  private[table] def cause(error: Throwable): String = {
    val all = Iterator.iterate(error)(_.getCause).takeWhile(_ != null).toSeq
    val named = all.find { case e: SparkThrowable => e.getCondition != null; case _ => false }
    val first = named.getOrElse(all.last)
    val text = String.valueOf(first.getMessage).linesIterator.nextOption().getOrElse("")
    s"${first.getClass.getSimpleName}: $text"
  }
}
