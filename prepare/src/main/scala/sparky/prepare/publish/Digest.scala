package sparky.prepare.publish

import java.nio.charset.StandardCharsets.UTF_8
import java.security.MessageDigest

/** SHA-256, in lower-case hex digits. */
object Digest {

  def sha256(bytes: Array[Byte]): String =
    MessageDigest.getInstance("SHA-256").digest(bytes).map(b => f"${b & 0xff}%02x").mkString

  /** The digest of artifacts: that of the lines `NAME SHA256`, the names in byte order. */
  def ofArtifacts(files: Seq[ArtifactFile]): String = {
    val lines = files.sortBy(_.name)(ByBytes).map(f => s"${f.name} ${f.sha256}\n")
    sha256(lines.mkString.getBytes(UTF_8))
  }

  // The names are ASCII, as feature names are: their characters order as their bytes do.
  private val ByBytes: Ordering[String] = Ordering.String
}
