package sparky.prepare.encode

import org.apache.hadoop.fs.Path
import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{SaveMode, SparkSession}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.sparky.InternalRows
import org.apache.spark.util.SerializableConfiguration

import sparky.prepare.insight.StagedStatistics
import sparky.prepare.rank.Vocabulary
import sparky.prepare.reject.{PassContext, RowJudge}
import sparky.prepare.storage.Storage

/**
 * The second pass over the log: looks every value up and writes records, a part for each split.
 *
 * Rejects and tallies are left in the staging folder of the pass.
 */
object EncodePass {

  /**
   * @param vocabularies
   *   of the categorical columns, in the order of the schema
   * @param maxBroadcast
   *   bytes that look-up tables may take in every executor
   * @param staged
   *   where the statistics of the rows are left, if they are wanted
   * @param out
   *   where the parts arrive, through Spark's commit protocol, beside what is there
   * @param manifest
   *   the name of the list of parts that the data source leaves there
   */
  def run(
      spark: SparkSession,
      pass: PassContext,
      format: RecordFormat,
      vocabularies: IndexedSeq[Vocabulary],
      maxBroadcast: Long,
      staged: Option[StagedStatistics],
      out: Path,
      manifest: String
  ): Unit =
    InternalRows
      .toDataFrame(
        if (format.rowsPerRecord == 1) spark else withoutCodegen(spark),
        records(spark, pass, format, vocabularies, maxBroadcast, staged),
        format.sparkSchema
      )
      .write
      .format("tfrecord")
      .mode(SaveMode.Append)
      .option("codec", "none")
      .option("manifestName", manifest)
      .option("maxRecordsPerFile", "0")
      .save(out.toString)

  // A record of many rows is copied once, which is nothing beside them; to generate and compile the
  // code for that would take a second or two of every run.
  private def withoutCodegen(spark: SparkSession): SparkSession = {
    val session = spark.newSession()
    session.conf.set("spark.sql.codegen.wholeStage", "false")
    session.conf.set("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    session
  }

  private def records(
      spark: SparkSession,
      pass: PassContext,
      format: RecordFormat,
      vocabularies: IndexedSeq[Vocabulary],
      maxBroadcast: Long,
      staged: Option[StagedStatistics]
  ): RDD[InternalRow] = {
    val context = spark.sparkContext
    val conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration))
    val ids = new SplitIds(pass, conf, vocabularies, maxBroadcast)
    ids.mapSplits(context) { (split, rows, maps) =>
      val judge = RowJudge.inTask(pass, conf.value.value, split, rows)
      val buffers = format.buffers(judge, split.index, maps)
      val sums = staged.map(_.begin())
      def leave(): Unit = {
        for (s <- staged; counted <- sums)
          s.write(new Storage(conf.value.value), split.index, counted, judge.attempt)
        judge.finishWithTally()
      }
      val statistics = sums.map(new SplitStatistics(judge, _, buffers))
      new EncodedSplit(judge, buffers, format.rowsPerRecord, statistics, () => leave())
    }
  }
}
