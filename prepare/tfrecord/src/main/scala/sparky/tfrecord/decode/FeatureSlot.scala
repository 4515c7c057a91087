package sparky.tfrecord
package decode

/** Where the value of one name lies in the record scanned last. */
final private[tfrecord] class FeatureSlot(val name: String) {
  import FeatureSlot._

  private var from = Absent
  private var to = Absent

  def isThere: Boolean = from != Absent

  /** Where the value begins; it is there. */
  def start: Int = from

  /** The place behind the value. */
  def end: Int = to

  def note(start: Int, end: Int): Unit = {
    from = start
    to = end
  }

  def clear(): Unit = from = Absent
}

private object FeatureSlot {

  /** No place in any record. */
  private val Absent = -1
}
