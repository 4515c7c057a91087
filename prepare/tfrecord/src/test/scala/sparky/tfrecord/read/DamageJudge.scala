package sparky.tfrecord
package read

import org.apache.spark.sql.catalyst.expressions.UnsafeRow

/**
 * What reads of a damaged file may end in: all rows; or errors of this source that name the place,
 * behind rows of which each is right and none came twice.
 *
 * @param file       its path
 * @param plain      the file as it was, not compressed
 * @param strict     its rows
 * @param permissive its rows with the column of damaged bytes behind the others
 */
final class DamageJudge(
    file: String,
    plain: Array[Byte],
    corpus: DamageCorpus,
    strict: Seq[UnsafeRow],
    permissive: Seq[UnsafeRow]
) {
  private val count = corpus.records.length
  private val ends = Faults.ends(corpus.records)
  private val columns = corpus.schema.length
  private val place = """\brecord (\d+) at byte (\d+) of file:(\S+)$""".r
  require(strict.length == count && permissive.length == count && !permissive.exists(flagged))

  /** Whether the reads of this file ended as they may. */
  def outcome(fault: Fault, reads: Seq[(Reading, Seq[SplitRead])]): Outcome = {
    val wrong = reads.flatMap { case (reading, splits) =>
      complaint(fault, reading, splits).map(what => s"$fault: $reading $what")
    }
    val intact = reads.filterNot(_._1.count).map { case (reading, splits) =>
      splits.forall(_.error.isEmpty) && splits.flatMap(_.rows) == rowsOf(reading)
    }
    val differ = Some(s"$fault: damage in one read, none in another").filter { _ =>
      intact.distinct.length > 1
    }
    Outcome(wrong ++ differ, intact.forall(identity))
  }

  private def rowsOf(reading: Reading): Seq[UnsafeRow] =
    if (reading.permissive) permissive else strict

  private def complaint(fault: Fault, reading: Reading, splits: Seq[SplitRead]): Option[String] = {
    val errors = splits.flatMap(_.error)
    val rows = splits.flatMap(_.rows)
    val unclear = errors.flatMap(misnamed(fault, _)) ++
      errors.headOption.flatMap(misplaced(fault, reading, _))
    unclear.headOption.orElse {
      if (errors.nonEmpty && fault.seen == Seen.Harmless) Some(s"ended in ${errors.head}")
      else if (errors.isEmpty && !complete(reading, rows)) Some("ended cleanly, and wrong")
      else if (!reading.count && !ordered(rows, rowsOf(reading))) Some("gave a wrong row")
      else None
    }
  }

  /** Errors of this source name the file; where only its bytes tell of the damage, its place too. */
  private def misnamed(fault: Fault, error: Throwable): Option[String] = {
    val right = error match {
      case found: TFRecordException if fault.seen == Seen.ByManifest =>
        found.where.endsWith(s"file:$file") && told(found)
      case found: TFRecordException => placeOf(found).exists(_._1 >= damaged(fault)) && told(found)
      case _                        => false
    }
    if (right) None else Some(s"ended in $error")
  }

  /** The first error of reads that look at all bytes is in the very record that was damaged. */
  private def misplaced(fault: Fault, reading: Reading, error: Throwable): Option[String] = {
    val exact = fault.seen == Seen.InFile && fault.codec == "none"
    val all = exact && !reading.count && !reading.permissive
    val right = (damaged(fault), ends(damaged(fault)))
    if (!all || placeOf(error).contains(right)) None
    else Some(s"misses record ${right._1} at byte ${right._2}: $error")
  }

  /** The record that an error names, and the byte at which that begins. */
  private def placeOf(error: Throwable): Option[(Int, Int)] = error match {
    case found: TFRecordException =>
      place
        .findFirstMatchIn(found.where)
        .filter(_.group(3) == file)
        .map(found => (found.group(1).toInt, found.group(2).toInt))
    case _ => None
  }

  private def told(error: TFRecordException): Boolean =
    error.expected.nonEmpty && error.received.nonEmpty

  /** The record in which the first byte lies that is not what it was, if the file can tell. */
  private def damaged(fault: Fault): Int =
    if (fault.codec != "none") 0
    else {
      val same = plain.zip(fault.bytes).indexWhere { case (was, is) => was != is }
      ends.lastIndexWhere(
        _ <= (if (same >= 0) same else math.min(plain.length, fault.bytes.length))
      )
    }

  /** As many rows as records; in mode PERMISSIVE one may be of a damaged record. */
  private def complete(reading: Reading, rows: Seq[UnsafeRow]): Boolean =
    rows.length == count && (reading.count || rows.zip(rowsOf(reading)).forall {
      case (row, right) => row == right || reading.permissive && flagged(row)
    })

  /** Whether these rows are some of the right ones in their order, none of them twice. */
  private def ordered(rows: Seq[UnsafeRow], right: Seq[UnsafeRow]): Boolean = {
    val left = right.iterator
    rows.forall(row => row.numFields > columns && flagged(row) || left.exists(_ == row))
  }

  /** A row of nulls and the bytes of a damaged record. */
  private def flagged(row: UnsafeRow): Boolean =
    !row.isNullAt(columns) && (0 until columns).forall(row.isNullAt)
}
