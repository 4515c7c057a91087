package sparky.prepare.table

import org.apache.hadoop.fs.Path
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.DataFrame
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.classic.Dataset
import org.apache.spark.sql.execution.{
  FileSourceScanExec,
  FilterExec,
  ProjectExec,
  QueryExecution,
  SparkPlan
}
import org.apache.spark.sql.execution.datasources.{FilePartition, FileScanRDD, PartitionedFile}

import sparky.prepare.input.{InputFile, InputFiles, Split}

/**
 * What Spark would do to read a table: one scan of files and steps that need no other row, or
 * anything else.
 */
final private[table] class TableScan(table: DataFrame) {
  private val execution: QueryExecution = table.asInstanceOf[Dataset[_]].queryExecution

  private val scan: Option[FileSourceScanExec] = execution.sparkPlan match {
    case plan if plan.collectLeaves().size == 1 && !plan.exists(TableScan.needsOtherRows) =>
      execution.executedPlan.collectFirst { case scan: FileSourceScanExec => scan }
    case _ => None
  }

  /** The rows in partitions as Spark makes them. */
  def rows: RDD[InternalRow] = execution.toRdd

  /** The folders and files that the scan was told to read. */
  def places: Seq[Path] = scan.toSeq.flatMap(_.relation.location.rootPaths)

  /** The files of the scan in the order of their paths; none where the plan is another. */
  lazy val files: Option[IndexedSeq[TableFile]] = scan.map { scan =>
    val pieces = scan.inputRDD match {
      case files: FileScanRDD => files.filePartitions.flatMap(_.files)
      case other              => throw new IllegalStateException(s"a scan of files gave $other")
    }
    val whole = pieces.distinctBy(_.filePath).sortBy(_.toPath.toUri.getPath).toIndexedSeq
    val names = InputFiles.named(whole.map(_.toPath))
    whole.zip(names).map { case (file, name) => TableFile(input(scan, file, name), file) }
  }

  private def input(scan: FileSourceScanExec, file: PartitionedFile, name: String): InputFile = {
    val relation = scan.relation
    val format = relation.fileFormat
    val divisible = format.isSplitable(relation.sparkSession, relation.options, file.toPath)
    InputFile(file.toPath.toString, name, file.fileSize, !divisible)
  }
}

private[table] object TableScan {
  private def needsOtherRows(step: SparkPlan): Boolean = step match {
    case _: FileSourceScanExec | _: ProjectExec | _: FilterExec => false
    case _                                                      => true
  }
}

/**
 * A file of a table.
 *
 * @param spark
 *   the same for Spark, with what its folder says of all its rows
 */
final private[table] case class TableFile(input: InputFile, spark: PartitionedFile)

private[table] object TableFile {

  /** The splits as Spark's scan takes them. */
  def parts(files: IndexedSeq[TableFile], splits: IndexedSeq[Split]): Array[FilePartition] =
    splits.map { split =>
      val pieces = split.segments.map { segment =>
        val length = segment.end - segment.start
        files(segment.file).spark.copy(start = segment.start, length = length)
      }
      FilePartition(split.index, pieces.toArray)
    }.toArray
}
