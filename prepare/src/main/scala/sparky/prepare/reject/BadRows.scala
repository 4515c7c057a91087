package sparky.prepare.reject

import org.apache.hadoop.fs.Path
import org.apache.spark.SparkContext

import sparky.prepare.{InputError, Progress}
import sparky.prepare.input.SplitTally
import sparky.prepare.publish.OutputDirectory
import sparky.prepare.storage.Storage

/**
 * Fails a run that met more bad rows than it bears, and leaves them where a person finds them.
 *
 * @param folder
 *   beside the output
 */
final class BadRows(
    context: SparkContext,
    storage: Storage,
    pass: PassContext,
    folder: Path,
    runId: String
) {

  /**
   * @throws InputError
   *   with the first bad row, the number of them, and where they all are
   */
  def refuseTooMany(tallies: IndexedSeq[SplitTally]): Unit = {
    val rejected = tallies.map(_.rejected).sum
    pass.limit.allowed.filter(rejected > _).foreach { allowed =>
      val rejects = new RejectFiles(context, pass.log, pass.staging, tallies)
      clear()
      rejects.write(folder, "", runId)
      val first = rejects.first(storage).message
      // A task that met its limit has stopped counting.
      val least = if (tallies.exists(_.rejected >= pass.limit.perTask)) "at least " else ""
      val many = Progress.counted(rejected, "bad row")
      throw new InputError(s"$first ($least$many, ${Progress.count(allowed)} allowed: see $folder)")
    }
  }

  /** Removes the rejects of earlier runs that failed, and nothing else. */
  private def clear(): Unit =
    storage
      .list(folder)
      .map(_.getPath)
      .filter(p => OutputDirectory.RejectNames.pattern.matcher(p.getName).matches)
      .foreach(storage.delete)
}
