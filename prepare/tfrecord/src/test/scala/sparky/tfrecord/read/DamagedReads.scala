package sparky.tfrecord
package read

import java.nio.file.{Files, Path}

import scala.util.control.NonFatal

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{Path => HadoopPath}
import org.apache.spark.paths.SparkPath
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.types.StructType

import sparky.tfrecord.commit.{TFRecordManifest, WrittenFile}

/** How the reads of one fault ended: what was wrong with that, and whether all came back. */
final case class Outcome(survivors: Seq[String], unharmed: Boolean)

/**
 * Reads damaged files the way a task does, in a directory with a manifest of the file as it was.
 *
 * @param dir     an empty folder
 * @param schema  the columns of the records
 * @param records Examples
 */
final class DamagedReads(dir: Path, schema: StructType, val records: Seq[Array[Byte]]) {
  private val conf = new Configuration
  private val file = dir.resolve("part-00000.tfrecord")
  private val good = {
    Files.write(file, InMemoryFile.of(records))
    rows(schema, "ignore", file, None)
  }
  require(good.length == records.length)

  /** Reads a damaged file: all columns, the count, and all columns in two splits. */
  def outcome(fault: Fault): Outcome = {
    Files.write(file, fault.bytes)
    val use = if (fault.listed) "use" else "ignore"
    if (fault.listed) writeManifest(fault.codec)
    val half = Some(fault.bytes.length / 2L)
    val reads = Seq(
      judged(fault, "rows")(rows(schema, use, file, None) == good),
      judged(fault, "count")(rows(new StructType, use, file, None).length == good.length),
      judged(fault, "splits")(rows(schema, use, file, half) == good)
    )
    Outcome(reads.collect { case Left(error) => error }, reads.forall(_ == Right(true)))
  }

  /** A clean end is right if everything came back; an error is right if it is ours. */
  private def judged(fault: Fault, what: String)(same: => Boolean): Either[String, Boolean] = {
    def wrong(how: String) = Left(s"${fault.codec}, ${fault.what}: $what $how")
    try if (same) Right(true) else wrong("ended cleanly, and wrong")
    catch {
      case error: TFRecordException if error.where.contains(file.getFileName.toString) =>
        Right(false)
      case error: TFRecordException                    => wrong(s"names no file: $error")
      case error @ (NonFatal(_) | _: OutOfMemoryError) => wrong(s"ended in $error")
    }
  }

  /** The rows of a file, in one split or in two. */
  def rows(
      required: StructType,
      use: String,
      path: Path,
      middle: Option[Long]
  ): Seq[InternalRow] = {
    val options = new TFRecordOptions(Map("manifest" -> use))
    val reader = new SplitReader(schema, required, options, new ManifestCheck(options, false))
    val size = Files.size(path)
    val begins = 0L +: middle.toSeq
    begins.zip(begins.drop(1) :+ size).flatMap { case (from, until) =>
      val name = SparkPath.fromPath(new HadoopPath(path.toUri))
      val split = PartitionedFile(InternalRow.empty, name, from, until - from, Array.empty, 0, size)
      reader.rows(split, conf).map(_.asInstanceOf[UnsafeRow].copy()).toList
    }
  }

  /** Lists the whole file of a codec. */
  def writeManifest(codec: String): Unit = {
    val bytes = Faults.files(records).toMap.apply(codec).length.toLong
    val entry = WrittenFile(file.getFileName.toString, bytes, records.length.toLong, 0, Seq.empty)
    val manifest = TFRecordManifest("run", RecordType.Example.name, Some(schema), Seq(entry))
    Files.write(dir.resolve(TFRecordManifest.DirectoryName), manifest.toJson)
  }
}
