package sparky.tfrecord
package read

import java.nio.file.{Files, Path}
import java.nio.file.attribute.FileTime

import scala.collection.mutable.ArrayBuffer

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{Path => HadoopPath}
import org.apache.spark.TaskScope
import org.apache.spark.paths.SparkPath
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.execution.datasources.PartitionedFile
import org.apache.spark.sql.types.{BinaryType, StructType}

import sparky.tfrecord.commit.{IndexEntry, TFRecordManifest, WrittenFile}

/**
 * Reads damaged files the way tasks of Spark do, each split of a file in a task of its own.
 *
 * @param folder an empty folder
 * @param corpus the records of the file before it was damaged
 */
final class DamagedReads(folder: Path, val corpus: DamageCorpus) {
  private val conf = new Configuration
  private val plain = InMemoryFile.of(corpus.records)
  private val sizes = Faults.files(plain).map { case (codec, file) => (codec, file.length) }.toMap
  private val file = folder.resolve("part-00000.tfrecord")
  private val manifest = folder.resolve(TFRecordManifest.DirectoryName)
  private var manifests = 0L

  private val judge = {
    Files.write(file, plain)
    def whole(permissive: Boolean) =
      read(Reading(permissive, count = false, splits = 1), "ignore").flatMap(_.rows)
    new DamageJudge(file.toString, plain, corpus, whole(false), whole(true))
  }

  /** How the reads of a damaged file end, in all ways to read it. */
  def outcome(fault: Fault): Outcome = {
    Files.delete(file) // an overwritten file is flushed to the disk by some file systems
    Files.write(file, fault.bytes)
    if (fault.seen != Seen.ByManifest) judged(fault, "ignore")
    else {
      list(fault.codec, sizes(fault.codec))
      val asWritten = judged(fault, "use")
      list(fault.codec, fault.bytes.length)
      asWritten.and(judged(fault, "require"))
    }
  }

  private def judged(fault: Fault, use: String): Outcome =
    judge.outcome(fault, Reading.all.map(reading => (reading, read(reading, use))))

  private def read(reading: Reading, use: String): Seq[SplitRead] = {
    val options = Map(
      "recordType" -> corpus.recordType,
      "manifest" -> use,
      "mode" -> (if (reading.permissive) "PERMISSIVE" else "FAILFAST"),
      "columnNameOfCorruptRecord" -> "corrupt"
    )
    val all = if (reading.permissive) corpus.schema.add("corrupt", BinaryType) else corpus.schema
    val required = if (reading.count) new StructType else all
    val parameters = new TFRecordOptions(options)
    val reader =
      new SplitReader(all, required, parameters, new ManifestCheck(parameters, streaming = false))
    splits(reading.splits).map(read(reader, _))
  }

  /** The rows up to the end or the error. */
  private def read(reader: SplitReader, split: PartitionedFile): SplitRead = {
    val rows = ArrayBuffer.empty[UnsafeRow]
    try {
      TaskScope.run {
        reader.rows(split, conf).foreach(row => rows += row.asInstanceOf[UnsafeRow].copy())
      }
      SplitRead(rows.toList, None)
    } catch { case error: Throwable => SplitRead(rows.toList, Some(error)) }
  }

  private def splits(count: Int): Seq[PartitionedFile] = {
    val size = Files.size(file)
    val places = (0 to count).map(_ * size / count)
    val name = SparkPath.fromPath(new HadoopPath(file.toUri))
    places.zip(places.drop(1)).map { case (from, end) =>
      PartitionedFile(InternalRow.empty, name, from, end - from, Array.empty, 0, size)
    }
  }

  /** A manifest of a file of all records, with the place of every third one. */
  private def list(codec: String, bytes: Int): Unit = {
    val places =
      if (codec == "none") Faults.ends(corpus.records).init.zipWithIndex.drop(1) else Seq.empty
    val index = places.collect { case (at, i) if i % 3 == 0 => IndexEntry(at.toLong, i.toLong) }
    val count = corpus.records.length.toLong
    val entry = WrittenFile(file.getFileName.toString, bytes.toLong, count, 0, index)
    val listed = TFRecordManifest("run", corpus.recordType, Some(corpus.schema), Seq(entry))
    Files.write(manifest, listed.toJson)
    manifests += 1 // so that no two have the same age
    Files.setLastModifiedTime(manifest, FileTime.fromMillis(manifests * 1000))
  }
}
