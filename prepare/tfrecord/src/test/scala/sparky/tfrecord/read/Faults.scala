package sparky.tfrecord
package read

/** What can be done to the bytes of any one file, whatever it holds. */
object Faults {

  /** A record file under each codec. */
  def files(plain: Array[Byte]): Seq[(String, Array[Byte])] =
    Seq("none" -> plain, "gzip" -> InMemoryFile.gzip(plain), "zlib" -> InMemoryFile.zlib(plain))

  /** All faults of a file of these records, one at a time. */
  def all(records: Seq[Array[Byte]]): Iterator[Fault] =
    files(InMemoryFile.of(records)).iterator.flatMap { case (codec, file) =>
      cuts(codec, file, if (codec == "none") ends(records).toSet else Set(0)) ++
        flips(codec, file) ++ strayBytes(codec, file) ++ lostBytes(codec, file) ++
        garbage(codec, file)
    } ++ RecordFaults.all(records) ++ MemberFaults.all(records)

  /** Where each record ends, and where the first one begins. */
  def ends(records: Seq[Array[Byte]]): Seq[Int] = records.scanLeft(0)(_ + 16 + _.length)

  /** @param whole the places where a file that ends there is whole */
  def cuts(codec: String, file: Array[Byte], whole: Set[Int]): Iterator[Fault] =
    file.indices.iterator.map { cut =>
      val (kind, seen) =
        if (whole(cut)) ("cut between records", Seen.ByManifest) else ("cut", Seen.InFile)
      Fault(kind, codec, s"at byte $cut", file.take(cut), seen)
    }

  def flips(codec: String, file: Array[Byte]): Iterator[Fault] =
    (0 until file.length * 8).iterator.map { bit =>
      val damaged = file.clone()
      damaged(bit / 8) = (damaged(bit / 8) ^ (1 << bit % 8)).toByte
      Fault("flipped bit", codec, s"bit ${bit % 8} of byte ${bit / 8}", damaged)
    }

  private def strayBytes(codec: String, file: Array[Byte]): Iterator[Fault] =
    for (at <- file.indices.iterator; stray <- Seq(0, 0xa5)) yield {
      val damaged = (file.take(at) :+ stray.toByte) ++ file.drop(at)
      Fault("stray byte", codec, s"$stray before byte $at", damaged)
    }

  private def lostBytes(codec: String, file: Array[Byte]): Iterator[Fault] =
    file.indices.iterator.map { at =>
      Fault("lost byte", codec, s"byte $at", file.take(at) ++ file.drop(at + 1))
    }

  private def garbage(codec: String, file: Array[Byte]): Iterator[Fault] =
    for {
      first <- Iterator(0, 0xff, 0x1f, 0x78)
      count <- 1 to 40
      behind = Array.tabulate(count)(i => if (first == 0) 0.toByte else (first + i).toByte)
    } yield Fault("bytes behind the end", codec, s"$count from $first", file ++ behind)
}
