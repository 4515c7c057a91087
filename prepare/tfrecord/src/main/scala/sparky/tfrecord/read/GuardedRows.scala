package sparky.tfrecord
package read

import org.apache.spark.sql.catalyst.InternalRow

/**
 * The rows of a file up to where it can be read.
 *
 * @param open opens the file and gives its rows
 */
final private[read] class GuardedRows(
    file: String,
    open: () => Iterator[InternalRow],
    ignored: IgnoredFiles
) extends Iterator[InternalRow] {
  private var count = 0L
  private var rows = guarded(open(), Iterator.empty)

  override def hasNext: Boolean = guarded(rows.hasNext, false)

  override def next(): InternalRow = {
    count += 1
    rows.next()
  }

  private def guarded[A](read: => A, otherwise: A): A =
    try read
    catch {
      case error: Exception =>
        ignored.leaveOut(file, error, count)
        rows = Iterator.empty
        otherwise
    }
}
