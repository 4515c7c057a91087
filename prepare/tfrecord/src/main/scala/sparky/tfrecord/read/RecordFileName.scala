package sparky.tfrecord
package read

import java.util.Locale

/** What the name of a file says about it, which is only asked where its content is not at hand. */
private[read] object RecordFileName {
  private val Compressed = Seq(".gz", ".gzip", ".deflate", ".zlib")
  private val Records = Seq(".tfrecord", ".tfrecords")

  /** Whether a file of this name holds records: one of Spark's, or one with our extension. */
  def isRecordFile(name: String): Boolean = {
    val lower = name.toLowerCase(Locale.ROOT)
    val plain = Compressed.find(lower.endsWith(_)).fold(lower)(lower.stripSuffix(_))
    name.startsWith("part-") || Records.exists(plain.endsWith(_))
  }

  /** Whether a file of this name is compressed, so that one task has to read it all. */
  def isCompressed(name: String): Boolean =
    Compressed.exists(name.toLowerCase(Locale.ROOT).endsWith(_))
}
