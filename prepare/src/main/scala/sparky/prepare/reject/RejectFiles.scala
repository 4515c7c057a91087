package sparky.prepare.reject

import java.util.Locale
import java.util.zip.{CheckedOutputStream, CRC32C}

import org.apache.hadoop.fs.Path
import org.apache.spark.{SparkContext, TaskContext}
import org.apache.spark.util.SerializableConfiguration

import sparky.prepare.input.{Log, SplitTally}
import sparky.prepare.publish.RejectFile
import sparky.prepare.storage.Storage

/**
 * Turns staged rejects into files of rejects, once the lines before every split are known.
 *
 * @param tallies
 *   of the splits, in their order
 */
final class RejectFiles(
    context: SparkContext,
    log: Log,
    staging: Staging,
    tallies: IndexedSeq[SplitTally]
) {
  private val bases = log.lineBases(tallies.map(_.lines))

  /** The first reject in the order of the log; there must be one. */
  def first(storage: Storage): Reject = {
    val split = tallies.indexWhere(_.rejected > 0)
    staging.readRejects(storage, split)(_.next()).numbered(bases(split))
  }

  /**
   * Writes `part-NNNNN-RUN.jsonl` for every split with rejects to `folder`.
   *
   * @param prefix
   *   what stands before a file's name in the manifest
   */
  def write(folder: Path, prefix: String, runId: String): Seq[RejectFile] =
    if (tallies.forall(_.rejected == 0)) Nil else writeAll(folder, prefix, runId)

  private def writeAll(folder: Path, prefix: String, runId: String): Seq[RejectFile] = {
    val conf = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration))
    val (staging, target) = (this.staging, folder.toString)
    val work = tallies.filter(_.rejected > 0).map(t => (t.split, bases(t.split)))
    val files = context
      .parallelize(work, work.size)
      .map { case (split, lines) =>
        val name = String.format(Locale.ROOT, "part-%05d-%s.jsonl", Int.box(split), runId)
        val storage = new Storage(conf.value.value)
        RejectFiles.writeOne(
          storage,
          staging,
          split,
          lines,
          new Path(target, name),
          s"$prefix$name"
        )
      }
      .collect()
    conf.destroy()
    files.toSeq
  }
}

object RejectFiles {

  private def writeOne(
      storage: Storage,
      staging: Staging,
      split: Int,
      bases: Seq[Long],
      target: Path,
      name: String
  ): RejectFile = {
    val own = target.suffix(s".${TaskContext.get().taskAttemptId()}")
    val crc = new CRC32C
    val out = new CheckedOutputStream(storage.create(own), crc)
    val rows =
      try staging.readRejects(storage, split)(_.map(r => out.write(r.numbered(bases).json)).size)
      finally out.close()
    val bytes = storage.fileSystem(own).getFileStatus(own).getLen
    storage.rename(own, target)
    RejectFile(name, bytes, rows.toLong, f"${crc.getValue}%08x")
  }
}
