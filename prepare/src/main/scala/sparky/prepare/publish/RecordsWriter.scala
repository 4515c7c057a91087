package sparky.prepare.publish

import org.apache.hadoop.fs.Path
import org.apache.spark.sql.SparkSession

import sparky.prepare.{Json, Plan}
import sparky.prepare.encode.EncodePass
import sparky.prepare.input.SplitTally
import sparky.prepare.insight.StagedStatistics
import sparky.prepare.reject.{PassContext, RejectFiles}
import sparky.prepare.storage.Storage

/**
 * Writes the records of a run, and commits them once they are found good.
 *
 * @param statistics
 *   where the statistics of the rows are left, if they are wanted
 */
final class RecordsWriter(
    spark: SparkSession,
    storage: Storage,
    directory: OutputDirectory,
    plan: Plan,
    pass: PassContext,
    artifacts: Artifacts,
    statistics: Option[StagedStatistics]
) {

  /** Writes the parts; no reader sees them before the commit. */
  def write(): WrittenRecords = {
    EncodePass.run(
      spark,
      pass,
      plan.records,
      artifacts.vocabularies,
      plan.maxBroadcast,
      statistics,
      directory.path,
      directory.recordsName
    )
    val tallies = plan.log.splits.map(split => pass.staging.readTally(storage, split.index))
    new WrittenRecords(tallies, (kind, reports) => commit(kind, reports, tallies))
  }

  private def commit(
      kind: String,
      reports: Seq[Report],
      tallies: IndexedSeq[SplitTally]
  ): Unit = {
    val list = new Path(directory.path, directory.recordsName)
    val written = new ManifestFields(list.toString, Json.parse(storage.read(list), list.toString))
    val run = written.text("run_id")
    val folder = new Path(directory.path, OutputDirectory.RejectsFolder)
    val rejects = new RejectFiles(spark.sparkContext, plan.log, pass.staging, tallies)
      .write(folder, s"${OutputDirectory.RejectsFolder}/", run)
    directory.stage(Artifacts.SchemaName, artifacts.schemaBytes, run)
    reports.foreach(r => directory.stage(r.name, r.bytes, run))
    val schemaDigest = Digest.sha256(artifacts.schemaBytes)
    val head = ManifestHead(kind, run, schemaDigest, artifacts.id, RowCounts.of(tallies))
    val files = written.objects("files").map(recordFile(_, tallies))
    val format = plan.records
    directory.commit(
      Manifest.ofRecords(
        head,
        format.rowsPerRecord,
        format.label,
        format.key.feature,
        format.weight,
        files,
        rejects,
        reports
      )
    )
  }

  /** A part is the records of one split, so the split's good rows are the file's. */
  private def recordFile(file: ManifestFields, tallies: IndexedSeq[SplitTally]): RecordFile = {
    val name = file.text("name")
    val rows = name match {
      case RecordsWriter.Part(split) => tallies(split.toInt).written
      case _                         => file.refuse("name", "part-NNNNN-…")
    }
    RecordFile(name, file.number("bytes"), file.number("records"), rows, file.text("crc32c"))
  }
}

object RecordsWriter {
  private val Part = """part-(\d+)-.*""".r
}

/**
 * Records that no reader sees yet.
 *
 * @param tallies
 *   of the splits, in their order
 */
final class WrittenRecords(
    val tallies: IndexedSeq[SplitTally],
    publish: (String, Seq[Report]) => Unit
) {

  /**
   * Commits the parts, the rejects and the reports under the run id that the data source gave the
   * parts.
   */
  def commit(kind: String, reports: Seq[Report]): Unit = publish(kind, reports)
}
