package sparky.tfrecord
package frame

import scala.util.control.NonFatal

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FSDataInputStream, Path}

/**
 * A file of records, opened for one reader.
 *
 * @param codec what its first bytes say it is
 */
final private[tfrecord] class RecordFile private (
    name: String,
    val codec: Codec,
    input: RecordInput,
    maxRecordBytes: Int
) {

  /** Reads from the first record on, or from record `index`, which begins at byte `position`. */
  def reader(position: Long, index: Long): RecordReader = {
    if (position > 0) input.seek(position)
    new RecordReader(name, input, maxRecordBytes, position, index)
  }

  def close(): Unit = input.close()
}

private[tfrecord] object RecordFile {

  /**
   * Opens a file and looks at its first bytes.
   *
   * @param bytes its length, as it was listed
   * @throws TFRecordException it is of another codec than the one that option `codec` names
   */
  def open(path: Path, bytes: Long, options: TFRecordOptions, conf: Configuration): RecordFile =
    of(path.toString, path.getFileSystem(conf).open(path), bytes, options)

  /** The same for a file that is open; it is closed where this fails. */
  def of(
      name: String,
      file: FSDataInputStream,
      bytes: Long,
      options: TFRecordOptions
  ): RecordFile =
    try {
      val head = first(file)
      val codec = codecOf(name, head, options.codec)
      val input =
        if (codec == Codec.None) new PlainInput(file, head, bytes)
        else new CompressedInput(file, head, codec)
      new RecordFile(name, codec, input, options.maxRecordBytes)
    } catch {
      case NonFatal(error) =>
        file.close()
        throw error
    }

  private def first(file: FSDataInputStream): Array[Byte] = {
    val head = new Array[Byte](ContentCodec.HeadBytes)
    var count = 0
    var read = 0
    while (read >= 0 && count < head.length) {
      read = file.read(head, count, head.length - count)
      count += math.max(read, 0)
    }
    head.take(count)
  }

  /** What is like nothing known is read as plain, and found damaged at its first record. */
  private def codecOf(name: String, head: Array[Byte], option: Option[Codec]): Codec = {
    val found = ContentCodec.of(head)
    option.filterNot(found.getOrElse(Codec.None) == _).foreach { codec =>
      val received = found.fold(s"the first bytes ${hex(head)}")(other => s"codec ${other.name}")
      throw new TFRecordException(s"file $name", s"codec ${codec.name} (option codec)", received)
    }
    found.getOrElse(Codec.None)
  }

  private def hex(bytes: Array[Byte]): String = bytes.map(byte => f"$byte%02x").mkString
}
