package sparky.tfrecord
package read

import org.apache.spark.sql.catalyst.expressions.UnsafeRow

/**
 * A way to read a file.
 *
 * @param permissive mode `PERMISSIVE`, with the bytes of damaged records; else `FAILFAST`
 * @param count      no columns are asked for
 * @param splits     how many tasks read it
 */
final case class Reading(permissive: Boolean, count: Boolean, splits: Int) {

  override def toString: String = {
    val what = if (count) "count" else if (permissive) "permissive read" else "read"
    s"$what in $splits ${if (splits == 1) "task" else "tasks"}"
  }
}

object Reading {
  val all: Seq[Reading] =
    for (
      (permissive, count) <- Seq((false, false), (true, false), (false, true)); splits <- Seq(1, 3)
    )
      yield Reading(permissive, count, splits)
}

/**
 * What came of one split.
 *
 * @param rows  those before its end, or before its error
 * @param error what it ended in
 */
final case class SplitRead(rows: Seq[UnsafeRow], error: Option[Throwable])

/**
 * How the reads of one file ended.
 *
 * @param wrong  what is wrong with that: nothing is allowed to be
 * @param intact all rows came back in every read
 */
final case class Outcome(wrong: Seq[String], intact: Boolean) {

  /** Of more reads of it. */
  def and(other: Outcome): Outcome = Outcome(wrong ++ other.wrong, intact && other.intact)
}
