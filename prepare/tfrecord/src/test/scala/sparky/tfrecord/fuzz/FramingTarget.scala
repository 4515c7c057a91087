package sparky.tfrecord
package fuzz

import java.util.Arrays

import scala.collection.mutable.ArrayBuffer

import sparky.tfrecord.frame.{Codec, RecordFile, RecordReader}

/**
 * Any bytes as a file of records: its records or a [[TFRecordException]], within bounded memory;
 * passing over records finds as many as reading them; the records of a file that is whole make the
 * file again.
 *
 * The first byte of an input says what becomes of the others. As no chance finds a checksum, bit 0
 * gives frames theirs; bits 1 and 2 compress.
 */
object FramingTarget {
  private val MaxRecordBytes = 1 << 20

  /** Two windows of twice a record, and what a compressed stream takes. */
  private val MostBytes = 8L * MaxRecordBytes

  private val Options = Map("maxRecordBytes" -> MaxRecordBytes.toString)

  /** What the fuzzer calls. */
  def fuzzerTestOneInput(input: Array[Byte]): Unit =
    if (input.length > 0) {
      val form = input(0).toInt
      val content = Arrays.copyOfRange(input, 1, input.length)
      val text = if ((form & 1) == 1) Frames.completed(content) else content
      val file = (form >> 1) & 3 match {
        case 1 => InMemoryFile.gzip(text)
        case 2 => InMemoryFile.zlib(text)
        case _ => text
      }
      AllocationBound.check(MostBytes + 8L * file.length)(check(file, text))
    }

  private def check(file: Array[Byte], text: Array[Byte]): Unit = {
    val whole = new Read(file)
    val passed = new Passed(file)
    if (!same(whole, passed)) throw new AssertionError(s"expected $whole, received $passed")
    if (whole.end.isEmpty && whole.isSound && (whole.codec == Codec.None || !file.eq(text))) {
      if (!Arrays.equals(Frames.of(whole.records.toSeq), text))
        throw new AssertionError("expected the file, received another")
    }
  }

  /** A wrong record is passed over unseen, also in a compressed file, which it ends when read. */
  private def same(whole: Read, passed: Passed): Boolean =
    if (whole.end.exists(_.startsWith("checksum of the record"))) {
      passed.count > whole.records.length
    } else passed.count == whole.records.length && passed.end == whole.end

  private def reading(file: Array[Byte])(read: RecordFile => Unit): Option[String] =
    try {
      val opened = InMemoryFile.open(file, Options)
      try read(opened)
      finally opened.close()
      None
    } catch { case error: TFRecordException => Some(error.getMessage) }

  /** All records of a file, read. */
  private class Read(file: Array[Byte]) {
    val records = ArrayBuffer.empty[Array[Byte]]
    var codec: Codec = Codec.None
    var isSound = true
    val end: Option[String] = reading(file) { opened =>
      codec = opened.codec
      val reader = opened.reader(0, 0)
      while (next(reader))
        records += Arrays.copyOfRange(reader.bytes, reader.offset, reader.offset + reader.length)
    }

    /** A record that is not what its checksum says is passed over. */
    private def next(reader: RecordReader): Boolean =
      try reader.next()
      catch {
        case _: ValueException =>
          isSound = false
          true
      }

    override def toString: String = s"${records.length} records and $end"
  }

  /** All records of a file, passed over. */
  private class Passed(file: Array[Byte]) {
    var count = 0
    val end: Option[String] = reading(file) { opened =>
      val reader = opened.reader(0, 0)
      while (reader.skip()) count += 1
    }

    override def toString: String = s"$count records and $end"
  }
}
