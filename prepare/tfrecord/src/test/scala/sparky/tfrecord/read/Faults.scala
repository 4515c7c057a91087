package sparky.tfrecord
package read

import java.io.{ByteArrayOutputStream, OutputStream}
import java.util.zip.GZIPOutputStream

/**
 * Ways to damage a file.
 *
 * @param codec   of the file
 * @param what    the damage, for messages
 * @param bytes   the damaged file
 * @param listed  whether the manifest has to catch it: the file is whole as far as its own bytes say
 */
final case class Fault(codec: String, what: String, bytes: Array[Byte], listed: Boolean = false)

/**
 * Every fault of a kind, for a file of these records under each codec: cuts at every byte, flips of
 * every bit, lengths that no file has with checksums that are right, bytes behind the end.
 */
object Faults {

  /** The files of these records, by codec. */
  def files(records: Seq[Array[Byte]]): Seq[(String, Array[Byte])] = {
    val plain = InMemoryFile.of(records)
    Seq("none" -> plain, "gzip" -> InMemoryFile.gzip(plain), "zlib" -> InMemoryFile.zlib(plain))
  }

  /** All faults, one at a time. */
  def all(records: Seq[Array[Byte]]): Iterator[Fault] =
    files(records).iterator.flatMap { case (codec, file) =>
      cuts(codec, file, records) ++ flips(codec, file) ++ garbage(codec, file)
    } ++ lengths(records) ++ recuts(records) ++ Iterator(bomb)

  /** A file of no bytes is one of no records, and a plain one that ends with a record is whole. */
  private def cuts(codec: String, file: Array[Byte], records: Seq[Array[Byte]]): Iterator[Fault] = {
    val ends = records.scanLeft(0)(_ + 16 + _.length).toSet
    file.indices.iterator.map { cut =>
      val whole = cut == 0 || (codec == "none" && ends(cut))
      Fault(codec, s"cut at byte $cut", file.take(cut), whole)
    }
  }

  private def flips(codec: String, file: Array[Byte]): Iterator[Fault] =
    (0 until file.length * 8).iterator.map { bit =>
      val damaged = file.clone()
      damaged(bit / 8) = (damaged(bit / 8) ^ (1 << bit % 8)).toByte
      Fault(codec, s"bit $bit flipped", damaged)
    }

  private def garbage(codec: String, file: Array[Byte]): Iterator[Fault] =
    for {
      (fill, i) <- Iterator(0, 0xff, 0x1f, 0x78).zipWithIndex
      count <- 1 to 40
      behind = Array.tabulate(count)(j => if (i == 0) 0.toByte else (fill + j).toByte)
    } yield Fault(codec, s"$count bytes from $fill behind the end", file ++ behind)

  private val Lengths =
    Seq(-1L, (1L << 31) - 1, 1L << 30, 1L << 40, 1L << 62, Long.MinValue + 5, 1L << 20)

  /** In place of each record, and behind the last, a header with another length. */
  private def lengths(records: Seq[Array[Byte]]): Iterator[Fault] =
    for {
      at <- (0 to records.length).iterator
      length <- Lengths
      before = InMemoryFile.of(records.take(at)) ++ InMemoryFile.header(length)
      behind = InMemoryFile.of(records.drop(at)).drop(if (at < records.length) 12 else 0)
      (codec, file) <- compressions(before ++ behind)
    } yield Fault(codec, s"length $length in record $at", file)

  /** The content cut at every byte, in compressed streams that are whole. */
  private def recuts(records: Seq[Array[Byte]]): Iterator[Fault] = {
    val plain = InMemoryFile.of(records)
    val ends = records.scanLeft(0)(_ + 16 + _.length).toSet
    for {
      cut <- plain.indices.iterator
      (codec, file) <- compressions(plain.take(cut)).drop(1)
    } yield Fault(codec, s"content cut at byte $cut", file, ends(cut))
  }

  private def compressions(plain: Array[Byte]): Seq[(String, Array[Byte])] =
    Seq("none" -> plain, "gzip" -> InMemoryFile.gzip(plain), "zlib" -> InMemoryFile.zlib(plain))

  /** A small file whose one record claims 200 MiB, and has nearly as many zeros. */
  private def bomb: Fault = {
    val file = new ByteArrayOutputStream
    val out: OutputStream = new GZIPOutputStream(file)
    out.write(InMemoryFile.header(200L << 20))
    val zeros = new Array[Byte](1 << 20)
    (0 until 199).foreach(_ => out.write(zeros))
    out.close()
    Fault("gzip", "199 MiB of a record of 200", file.toByteArray)
  }
}
