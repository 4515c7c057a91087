package sparky.tfrecord
package read

/** Gzip files of several members (RFC 1952, section 2.2), which are one file, and damage to them. */
object MemberFaults {

  /** All of them, one at a time. */
  def all(records: Seq[Array[Byte]]): Iterator[Fault] = {
    val plain = InMemoryFile.of(records)
    val (first, second) = plain.splitAt(Faults.ends(records)(records.length / 2))
    whole(plain) ++ damaged("between records", first, second) ++
      damaged("in a record", plain.take(plain.length / 3), plain.drop(plain.length / 3))
  }

  /** Two members for the content before and behind each byte, and one for each byte. */
  private def whole(plain: Array[Byte]): Iterator[Fault] = {
    val two = plain.indices.iterator.map { at =>
      val file = InMemoryFile.gzip(plain.take(at)) ++ InMemoryFile.gzip(plain.drop(at))
      Fault("gzip members", "gzip", s"two, the second from byte $at", file, Seen.Harmless)
    }
    val each = plain.flatMap(byte => InMemoryFile.gzip(Array(byte)))
    two ++ Iterator(Fault("gzip members", "gzip", "one for each byte", each, Seen.Harmless))
  }

  /** Cuts and flips of the second member; a file that ends behind the first one is whole. */
  private def damaged(where: String, before: Array[Byte], behind: Array[Byte]): Iterator[Fault] = {
    val first = InMemoryFile.gzip(before)
    val second = InMemoryFile.gzip(behind)
    val ended = if (where == "between records") Set(0) else Set.empty[Int]
    (Faults.cuts("gzip", second, ended) ++ Faults.flips("gzip", second)).map { fault =>
      fault.copy(
        kind = s"second gzip member, ${fault.kind}",
        what = s"$where, ${fault.what}",
        bytes = first ++ fault.bytes
      )
    }
  }
}
