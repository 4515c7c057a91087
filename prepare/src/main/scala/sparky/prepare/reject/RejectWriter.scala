package sparky.prepare.reject

import java.io.DataOutputStream

import sparky.prepare.storage.Storage

/**
 * Writes the rejects of one split to the staging folder; a split without any leaves no file.
 *
 * @param attempt
 *   the task attempt, which makes the name its own until all is written
 */
final class RejectWriter(storage: Storage, staging: Staging, split: Int, attempt: Long)
    extends AutoCloseable {
  private[this] val target = staging.rejects(split)
  private[this] val own = target.suffix(s".$attempt")
  private[this] var out: DataOutputStream = _
  private[this] var rejects = 0L

  /** Rejects so far. */
  def count: Long = rejects

  def add(reject: Reject): Unit = {
    if (out == null) out = new DataOutputStream(storage.create(own))
    out.writeBoolean(true)
    reject.write(out)
    rejects += 1
  }

  /** Puts the file in its place. */
  def finish(): Unit = if (out != null) {
    out.writeBoolean(false)
    close()
    storage.rename(own, target)
  }

  def close(): Unit = if (out != null) out.close()
}
