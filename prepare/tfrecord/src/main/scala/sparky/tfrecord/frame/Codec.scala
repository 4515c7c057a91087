package sparky.tfrecord
package frame

import java.io.{BufferedOutputStream, InputStream, OutputStream}
import java.util.zip.{DeflaterOutputStream, GZIPOutputStream}

/**
 * How the bytes of a whole file are compressed; these three are all that TensorFlow reads.
 *
 * @param name      the value of option `codec`
 * @param extension the end of the file's name
 * @param hadoop    the classes by which Hadoop calls it, of the package [[Codec.HadoopPackage]]
 */
sealed abstract private[tfrecord] class Codec(
    val name: String,
    val extension: String,
    private val hadoop: Seq[String]
) extends Serializable {

  /** Wraps a file: few large writes reach `file`, where those to the stream are large. */
  def compress(file: OutputStream): OutputStream

  /**
   * What is in a compressed file. Reading it, a stream that is torn, garbled or followed by anything
   * is an `IOException`.
   */
  def decompress(file: InputStream): InputStream
}

private[tfrecord] object Codec {
  val All: Seq[Codec] = Seq(None, Gzip, Zlib)

  private val HadoopPackage = "org.apache.hadoop.io.compress."

  /** The codec of a name, whatever its case, or of the name of Hadoop's class. */
  def named(name: String): Option[Codec] =
    All.find { codec =>
      codec.name.equalsIgnoreCase(name) || codec.hadoop.exists(HadoopPackage + _ == name)
    }

  /** Compressed bytes held back before a write to the file system. */
  private val BufferBytes = 1 << 18

  /** Bytes that the compressor hands on at once. */
  private val ChunkBytes = 1 << 16

  case object None extends Codec("none", ".tfrecord", Seq.empty) {
    override def compress(file: OutputStream): OutputStream = file

    override def decompress(file: InputStream): InputStream = file
  }

  /** The JDK puts no time and no name into the header: the same records give the same bytes. */
  case object Gzip extends Codec("gzip", ".tfrecord.gz", Seq("GzipCodec")) {
    override def compress(file: OutputStream): OutputStream =
      new GZIPOutputStream(buffered(file), ChunkBytes)

    override def decompress(file: InputStream): InputStream = new GzipInputStream(file, ChunkBytes)
  }

  /** Hadoop calls files of this format `.deflate`. */
  case object Zlib extends Codec("zlib", ".tfrecord.deflate", Seq("DefaultCodec", "DeflateCodec")) {
    override def compress(file: OutputStream): OutputStream =
      new DeflaterOutputStream(buffered(file))

    override def decompress(file: InputStream): InputStream = new ZlibInputStream(file, ChunkBytes)
  }

  private def buffered(file: OutputStream): OutputStream =
    new BufferedOutputStream(file, BufferBytes)
}
