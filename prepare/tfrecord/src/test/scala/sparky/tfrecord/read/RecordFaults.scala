package sparky.tfrecord
package read

import java.io.ByteArrayOutputStream
import java.util.zip.GZIPOutputStream

/** What can be done to the records of a file before it is compressed: the stream itself is whole. */
object RecordFaults {

  /** All of them, one at a time. */
  def all(records: Seq[Array[Byte]]): Iterator[Fault] =
    lengths(records) ++ cuts(records) ++ joined(records) ++ Iterator(bomb)

  /** Of every size that a reader could stumble over; none is the length of a record here. */
  private val Lengths = Seq(1L << 20, (256L << 20) + 1, 1L << 30, Int.MaxValue.toLong, 1L << 31) ++
    Seq(1L << 40, 1L << 62, Long.MaxValue, Long.MinValue, Long.MinValue + 5, -1L, -16L)

  /** In place of each record's header, and behind the last record, one with another length. */
  private def lengths(records: Seq[Array[Byte]]): Iterator[Fault] =
    for {
      at <- (0 to records.length).iterator
      length <- Lengths
      right <- Seq(true, false)
      header = InMemoryFile.header(length)
      behind = InMemoryFile.of(records.drop(at)).drop(12)
      _ = if (!right) header(8) = (header(8) + 1).toByte
      plain = InMemoryFile.of(records.take(at)) ++ header ++ behind
      kind = if (right) "length" else "length with a wrong checksum"
      (codec, file) <- Faults.files(plain)
    } yield Fault(kind, codec, s"$length in record $at", file)

  /** The content cut at every byte. */
  private def cuts(records: Seq[Array[Byte]]): Iterator[Fault] = {
    val plain = InMemoryFile.of(records)
    val ends = Faults.ends(records).toSet
    for {
      cut <- plain.indices.iterator
      (codec, file) <- Faults.files(plain.take(cut)).drop(1)
      between = ends(cut)
      kind = if (between) "content cut between records" else "content cut"
    } yield Fault(kind, codec, s"at byte $cut", file, if (between) Seen.ByManifest else Seen.InFile)
  }

  /**
   * A record whose length takes in those behind it, with a checksum that is right: where it is at
   * an end the headers fit together, and only their number tells.
   */
  private def joined(records: Seq[Array[Byte]]): Iterator[Fault] = {
    val plain = InMemoryFile.of(records)
    val ends = Faults.ends(records)
    for {
      first <- (0 until records.length - 1).iterator
      last <- math.min(first + 1, records.length - 1) to math.min(first + 4, records.length - 1)
      header = InMemoryFile.header(ends(last + 1) - ends(first) - 16L)
      joined = plain.take(ends(first)) ++ header ++ plain.drop(ends(first) + 12)
      (codec, file) <- Faults.files(joined)
    } yield Fault("joined records", codec, s"$first to $last", file, Seen.ByManifest)
  }

  /** A small file whose one record claims 200 MiB, and has nearly as many zeros. */
  private def bomb: Fault = {
    val file = new ByteArrayOutputStream
    val out = new GZIPOutputStream(file)
    out.write(InMemoryFile.header(200L << 20))
    val zeros = new Array[Byte](1 << 20)
    (0 until 199).foreach(_ => out.write(zeros))
    out.close()
    Fault("more than memory holds", "gzip", "199 MiB of a record of 200", file.toByteArray)
  }
}
