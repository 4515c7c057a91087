package sparky.tfrecord

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, OutputStream}
import java.nio.{ByteBuffer, ByteOrder}
import java.util.zip.{DeflaterOutputStream, GZIPOutputStream}

import org.apache.hadoop.fs.{FSDataInputStream, PositionedReadable, Seekable}

import sparky.tfrecord.frame.{RecordFile, RecordFraming, RecordReader}

/** Files of records that are arrays, written and read without Spark and without a file system. */
object InMemoryFile {

  /** The file that holds these records. */
  def of(records: Seq[Array[Byte]]): Array[Byte] = records.flatMap(frame(_)).toArray

  /** One record with its frame. */
  def frame(record: Array[Byte]): Array[Byte] =
    header(record.length.toLong) ++ record ++ checksum(record)

  /** The header of a record that claims `length` bytes, with a checksum that is right. */
  def header(length: Long): Array[Byte] = {
    val bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array
    bytes ++ checksum(bytes)
  }

  private def checksum(bytes: Array[Byte]): Array[Byte] = {
    val masked = new RecordFraming().masked(bytes, 0, bytes.length)
    ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array
  }

  def gzip(bytes: Array[Byte]): Array[Byte] = compressed(bytes)(new GZIPOutputStream(_))

  def zlib(bytes: Array[Byte]): Array[Byte] = compressed(bytes)(new DeflaterOutputStream(_))

  private def compressed(bytes: Array[Byte])(stream: OutputStream => OutputStream): Array[Byte] = {
    val file = new ByteArrayOutputStream
    val out = stream(file)
    out.write(bytes)
    out.close()
    file.toByteArray
  }

  /** Opens a file that was listed with `listed` bytes under the name `FILE`. */
  def open(
      bytes: Array[Byte],
      options: Map[String, String] = Map.empty,
      listed: Option[Long] = None
  ): RecordFile = {
    val stream = new FSDataInputStream(new SeekableBytes(bytes))
    val length = listed.getOrElse(bytes.length.toLong)
    RecordFile.of("FILE", stream, length, new TFRecordOptions(options))
  }

  /** A reader of all its records. */
  def reader(bytes: Array[Byte], options: (String, String)*): RecordReader =
    open(bytes, options.toMap).reader(0, 0)

  /** The records that are left, by reading them. */
  def rest(reader: RecordReader): Seq[Seq[Byte]] =
    Iterator
      .continually(reader)
      .takeWhile(_.next())
      .map(reader => reader.bytes.slice(reader.offset, reader.offset + reader.length).toSeq)
      .toList

  /** Bytes that are read as a file of Hadoop is. */
  private class SeekableBytes(bytes: Array[Byte])
      extends ByteArrayInputStream(bytes)
      with Seekable
      with PositionedReadable {

    override def seek(position: Long): Unit = pos = math.min(position, count.toLong).toInt

    override def getPos: Long = pos.toLong

    override def seekToNewSource(position: Long): Boolean = false

    override def read(position: Long, to: Array[Byte], offset: Int, length: Int): Int = {
      seek(position)
      read(to, offset, length)
    }

    override def readFully(position: Long, to: Array[Byte], offset: Int, length: Int): Unit =
      if (read(position, to, offset, length) < length) throw new java.io.EOFException

    override def readFully(position: Long, to: Array[Byte]): Unit =
      readFully(position, to, 0, to.length)
  }
}
