package sparky.tfrecord
package frame

import java.io.{Closeable, FileNotFoundException, InterruptedIOException}
import java.nio.channels.ClosedByInterruptException

import scala.util.control.NonFatal

import org.apache.hadoop.hdfs.BlockMissingException
import org.apache.hadoop.security.AccessControlException

/**
 * Reads the framed records of one file. A broken frame is a [[TFRecordException]] that names file,
 * record and byte; no record can be read after it.
 *
 * @param file          its name, for messages
 * @param firstPosition the byte at which `input` stands, where a record begins
 * @param firstIndex    the number of that record
 */
final private[tfrecord] class RecordReader private[frame] (
    file: String,
    input: RecordInput,
    maxRecordBytes: Int,
    firstPosition: Long,
    firstIndex: Long
) extends Closeable {
  import RecordFraming._
  import RecordReader._

  private val framing = new RecordFraming
  private val window = new InputWindow(input, firstPosition)
  private var begun = firstPosition
  private var recordBegun = firstPosition
  private var recordIndex = firstIndex - 1
  private var recordOffset = 0
  private var recordLength = 0

  /** The array in which the record lies, until the next one is read. */
  def bytes: Array[Byte] = window.bytes

  /** Where in [[bytes]] the record begins. */
  def offset: Int = recordOffset

  /** Bytes of the record. */
  def length: Int = recordLength

  /** The number of the record in its file, from 0. */
  def index: Long = recordIndex

  /** The byte of the file, once decompressed, at which the frame of the record begins. */
  def position: Long = recordBegun

  /** The byte at which the next frame begins. */
  def nextPosition: Long = window.position

  /** The record, for messages. */
  def where: String = place(index, position)

  /**
   * Reads a record, or returns false at the end of the file.
   *
   * @throws TFRecordException the frame is broken; or the file is compressed, and the record is not
   *                           what its checksum says
   * @throws ValueException    the record is not what its checksum says; the frame is whole: the
   *                           record is here as it is, and the next one can be read
   */
  def next(): Boolean = nextHeader() && {
    val frame = HeaderBytes + length + FooterBytes
    if (!filled(frame)) throw short
    val stored = window.getInt(frame - FooterBytes)
    recordOffset = window.start + HeaderBytes
    window.advance(frame)
    count()
    requireChecksum(stored)
    true
  }

  /**
   * Passes over a record, or returns false at the end of the file. Its bytes are not looked at, but
   * the checksum behind them is read, which shows that they are there.
   *
   * @throws TFRecordException the frame is broken
   */
  def skip(): Boolean = nextHeader() && {
    val body = HeaderBytes + length
    if (body <= window.available) window.advance(body) else reading(window.pass(body))
    if (!filled(FooterBytes)) throw short
    window.advance(FooterBytes)
    count()
    true
  }

  override def close(): Unit = window.close()

  private def count(): Unit = {
    recordIndex += 1
    recordBegun = begun
  }

  private def nextHeader(): Boolean = {
    begun = window.position
    val found = filled(HeaderBytes)
    if (found) recordLength = checkedLength() else requireEnd()
    found
  }

  private def checkedLength(): Int = {
    val value = window.getLong(0)
    val stored = window.getInt(LengthBytes)
    val found = framing.masked(window.bytes, window.start, LengthBytes)
    def text = java.lang.Long.toUnsignedString(value)
    if (stored != found) {
      throw broken(s"a length with checksum ${hex(stored)}", s"length $text with ${hex(found)}")
    }
    if (input.length.isDefined) requireRoom(value)
    if (value < 0 || value > maxRecordBytes) {
      throw broken(s"a record of at most $maxRecordBytes bytes (maxRecordBytes)", s"length $text")
    }
    value.toInt
  }

  /** A file that is not compressed has as many bytes as the length claims, and a checksum. */
  private def requireRoom(value: Long): Unit = {
    val left = input.length.get - begun - HeaderBytes
    if (left < 0) throw resized(input.length.get, "more")
    if (value < 0 || value > left - FooterBytes) {
      val text = java.lang.Long.toUnsignedString(value)
      throw broken(s"$text bytes and a checksum", s"$left bytes to the end of the file")
    }
  }

  /** Behind damage, a compressed stream may repeat records that it held before, checksums and all. */
  private def requireChecksum(stored: Int): Unit = {
    val found = framing.masked(bytes, offset, length)
    if (stored != found) {
      val error = new ValueException("checksum of the record", hex(stored), hex(found))
      throw if (input.length.isDefined) error else error.in(where)
    }
  }

  /** The file ends here: as one that is not compressed was listed, and behind a record. */
  private def requireEnd(): Unit = {
    val end = begun + window.available
    input.length.filter(_ != end).foreach(bytes => throw resized(bytes, s"$end bytes"))
    if (window.available > 0) {
      throw broken(s"a header of $HeaderBytes bytes", s"${window.available} bytes")
    }
  }

  /** The bytes of a plain file have been counted before, those of a compressed one have not. */
  private def short: TFRecordException = input.length match {
    case Some(bytes) => resized(bytes, "an earlier end")
    case None =>
      val left = window.position + window.available - begun - HeaderBytes
      broken(s"$length bytes and a checksum", s"$left bytes to the end of the file")
  }

  private def resized(bytes: Long, received: String): TFRecordException =
    broken(s"a file of $bytes bytes, as it was listed", received)

  /** What is there already costs no more than a comparison. */
  private def filled(count: Int): Boolean =
    window.available >= count || reading(window.fill(count))

  /** Runs what reads the file; what comes of a damaged one is given record and byte. */
  private def reading[A](read: => A): A =
    try read
    catch {
      case error: OutOfMemoryError =>
        throw broken(s"memory for a record of $length bytes", error.toString, error)
      case NonFatal(error) if !ofStorage(error) =>
        throw broken("bytes that can be read", error.toString, error)
    }

  /** The record behind the last one is broken. */
  private def broken(
      expected: String,
      received: String,
      cause: Throwable = null
  ): TFRecordException =
    new TFRecordException(place(index + 1, begun), expected, received, cause)

  private def place(index: Long, position: Long): String =
    s"record $index at byte $position of $file"
}

private object RecordReader {

  /** What says nothing about the file's content; Spark tells these apart by their types. */
  private def ofStorage(error: Throwable): Boolean = error match {
    case _: FileNotFoundException | _: AccessControlException | _: BlockMissingException => true
    case _: InterruptedIOException | _: ClosedByInterruptException                       => true
    case _                                                                               => false
  }

  private def hex(checksum: Int): String = f"$checksum%08x"
}
