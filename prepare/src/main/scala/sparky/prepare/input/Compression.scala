package sparky.prepare.input

import java.io.{InputStream, IOException}
import java.util.Locale

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream
import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.io.compress.GzipCodec

import sparky.prepare.InputError

/** How a file of the log is compressed; such a file is read as a whole, from its start. */
sealed abstract class Compression(val suffix: String) extends Serializable {

  /**
   * The text of a compressed file, also of one that was made by joining several.
   *
   * The stream fails with an `IOException` where the file is cut or damaged; it never ends early.
   */
  final def text(raw: InputStream, conf: Configuration): InputStream =
    try decompressed(raw, conf)
    catch { case e: RuntimeException => throw Compression.damaged(e) }

  protected def decompressed(raw: InputStream, conf: Configuration): InputStream
}

/** By Hadoop: the JDK's own stream takes a member with a damaged head for the end. */
private[input] case object Gzip extends Compression("gz") {
  protected def decompressed(raw: InputStream, conf: Configuration): InputStream = {
    val codec = new GzipCodec
    codec.setConf(conf)
    codec.createInputStream(raw)
  }
}

/** By commons-compress, which Spark brings. */
private[input] case object Bzip2 extends Compression("bz2") {
  protected def decompressed(raw: InputStream, conf: Configuration): InputStream =
    new CheckedText(new BZip2CompressorInputStream(raw, true))
}

/** By zstd-jni, which Spark brings: Hadoop's own codec needs libraries that few machines have. */
private[input] case object Zstandard extends Compression("zst") {
  protected def decompressed(raw: InputStream, conf: Configuration): InputStream =
    new CheckedText(new ZstandardText(raw))
}

/** A stream whose decompressor may stumble over damaged data with an unchecked exception. */
final private class CheckedText(text: InputStream) extends InputStream {
  def read(): Int = checked(text.read())

  override def read(to: Array[Byte], from: Int, length: Int): Int =
    checked(text.read(to, from, length))

  override def close(): Unit = text.close()

  private def checked(read: => Int): Int =
    try read
    catch { case e: RuntimeException => throw Compression.damaged(e) }
}

object Compression {
  private val Known: Seq[Compression] = Seq(Gzip, Bzip2, Zstandard)

  /** Suffixes of what is no text, and would be read as rows of garbage; other formats too. */
  private val Foreign = Set("lz4", "snappy", "sz", "z", "zip", "xz", "lzma", "lzo", "deflate") ++
    Set("br", "7z", "rar", "tar", "tgz", "tbz2", "parquet", "orc", "avro")

  /**
   * The compression that a file's suffix tells of; none is plain text.
   *
   * @throws InputError
   *   where the suffix is that of an archive, a table or another compression
   */
  def of(path: String): Option[Compression] = {
    val found = Known.find(known => suffix(path) == known.suffix)
    val inner = found.fold(path)(known => path.dropRight(known.suffix.length + 1))
    if (Foreign.contains(suffix(inner)))
      throw new InputError(
        s"$path: expected plain text, ${Known.map(k => s".${k.suffix}").mkString(", ")}, " +
          s"received .${suffix(inner)}"
      )
    found
  }

  private def suffix(path: String): String = {
    val name = path.substring(path.lastIndexOf('/') + 1)
    val dot = name.lastIndexOf('.')
    if (dot < 0) "" else name.substring(dot + 1).toLowerCase(Locale.ROOT)
  }

  private[input] def damaged(cause: RuntimeException): IOException =
    new IOException(s"damaged data: $cause", cause)
}
