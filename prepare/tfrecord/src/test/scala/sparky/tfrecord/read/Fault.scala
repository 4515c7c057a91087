package sparky.tfrecord
package read

/**
 * A file that something was done to.
 *
 * @param kind  what was done, as a soak counts it
 * @param codec of the file
 * @param what  what was done exactly, for messages
 * @param bytes the file as it is now
 * @param seen  who can tell
 */
final case class Fault(
    kind: String,
    codec: String,
    what: String,
    bytes: Array[Byte],
    seen: Seen = Seen.InFile
) {
  override def toString: String = s"$codec, $kind: $what"
}

/** Who can tell that a file is not what it was. */
sealed abstract class Seen

object Seen {

  /** Its own bytes do not fit together. */
  case object InFile extends Seen

  /** Its own bytes are those of a whole file, of fewer records than the manifest lists. */
  case object ByManifest extends Seen

  /** It has all its records, in another way: it has to be read. */
  case object Harmless extends Seen
}
