package sparky.tfrecord
package frame

import java.io.{ByteArrayInputStream, Closeable, InputStream, SequenceInputStream}

import org.apache.hadoop.fs.FSDataInputStream

/** The bytes of a file, as they come out of its compression, from the first one on. */
abstract private[frame] class RecordInput extends Closeable {

  /** How many bytes there are, where that is known before they are read. */
  def length: Option[Long]

  /** Whether bytes can be passed over without reading them. */
  final def seekable: Boolean = length.isDefined

  /** As `InputStream.read` does. */
  def read(to: Array[Byte], offset: Int, count: Int): Int

  /** Goes on at a later position. */
  def seek(position: Long): Unit
}

/**
 * A file that is not compressed.
 *
 * @param head  its first bytes, which have been read from `file` already
 * @param bytes its length
 */
final private[frame] class PlainInput(file: FSDataInputStream, head: Array[Byte], bytes: Long)
    extends RecordInput {
  private var position = 0L

  override val length: Option[Long] = Some(bytes)

  override def read(to: Array[Byte], offset: Int, count: Int): Int = {
    val taken =
      if (position < head.length) fromHead(to, offset, count) else file.read(to, offset, count)
    position += math.max(taken, 0)
    taken
  }

  private def fromHead(to: Array[Byte], offset: Int, count: Int): Int = {
    val taken = math.min(count, head.length - position.toInt)
    System.arraycopy(head, position.toInt, to, offset, taken)
    taken
  }

  override def seek(target: Long): Unit = {
    file.seek(math.max(target, head.length.toLong))
    position = target
  }

  override def close(): Unit = file.close()
}

/**
 * A compressed file.
 *
 * @param head its first bytes, which have been read from `file` already
 */
final private[frame] class CompressedInput(file: InputStream, head: Array[Byte], codec: Codec)
    extends RecordInput {
  private var content: Option[InputStream] = None

  override val length: Option[Long] = None

  /** The stream's own header is read with the first bytes, so that damage there is damage here. */
  override def read(to: Array[Byte], offset: Int, count: Int): Int = {
    val whole = content.getOrElse {
      codec.decompress(new SequenceInputStream(new ByteArrayInputStream(head), file))
    }
    content = Some(whole)
    whole.read(to, offset, count)
  }

  override def seek(position: Long): Unit =
    throw new UnsupportedOperationException(s"seek in a file of codec ${codec.name}")

  override def close(): Unit =
    try content.foreach(_.close())
    finally file.close()
}
