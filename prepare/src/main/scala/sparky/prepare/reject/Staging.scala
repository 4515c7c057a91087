package sparky.prepare.reject

import java.io.{BufferedInputStream, DataInputStream, DataOutputStream}

import org.apache.hadoop.fs.Path

import sparky.prepare.input.SplitTally
import sparky.prepare.storage.Storage

/**
 * The folder where tasks leave what they saw of their splits, until the job is done.
 *
 * A task writes under a name of its own attempt and renames when it is complete. The content
 * depends on the split alone, so it does no harm when a task runs twice, even at the same time;
 * nothing is counted in accumulators.
 *
 * @param folder
 *   below the output directory, named with the run
 */
final case class Staging(folder: String) {

  /** The rejects of a split. */
  def rejects(split: Int): Path = new Path(folder, s"rejects-$split")

  /** The tally of a split. */
  def tally(split: Int): Path = new Path(folder, s"tally-$split")

  /** The sums of a split's statistics. */
  def statistics(split: Int): Path = new Path(folder, s"statistics-$split")

  def writeTally(storage: Storage, tally: SplitTally, attempt: Long): Unit =
    leave(storage, this.tally(tally.split), attempt)(tally.write)

  /** Leaves what `write` writes at one of the places above, whole or not at all. */
  def leave(storage: Storage, target: Path, attempt: Long)(
      write: DataOutputStream => Unit
  ): Unit = {
    val own = target.suffix(s".$attempt")
    val out = new DataOutputStream(storage.create(own))
    try write(out)
    finally out.close()
    storage.rename(own, target)
  }

  def readTally(storage: Storage, split: Int): SplitTally = {
    val in = new DataInputStream(storage.open(tally(split)))
    try SplitTally.read(in)
    finally in.close()
  }

  /** The rejects of a split, in their order; they are read while `use` runs. */
  def readRejects[A](storage: Storage, split: Int)(use: Iterator[Reject] => A): A = {
    val in = new DataInputStream(new BufferedInputStream(storage.open(rejects(split))))
    try use(Iterator.continually(in.readBoolean()).takeWhile(identity).map(_ => Reject.read(in)))
    finally in.close()
  }
}
