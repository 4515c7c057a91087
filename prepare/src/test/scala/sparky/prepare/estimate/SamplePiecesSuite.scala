package sparky.prepare.estimate

import org.scalatest.funsuite.AnyFunSuite

import sparky.prepare.input.{Compression, InputFile, Segment}

/** Which pieces of a log are read for the sample. */
class SamplePiecesSuite extends AnyFunSuite {
  private val mebibyte = 1L << 20

  test("small plain files are read whole") {
    val pieces = SamplePieces.choose(Seq(file("a", 3), file("b", 0), file("c", 7)))
    assert(pieces.map(_.segment) == Seq(Segment(0, 0, 3), Segment(2, 0, 7)))
  }

  test("of large ones 64 pieces are read, evenly spaced over all of them") {
    val files = Seq(file("a", 96 * mebibyte), file("b", 160 * mebibyte))
    val pieces = SamplePieces.choose(files).map(_.segment)
    // A mebibyte of every four.
    assert(pieces.size == 64 && pieces.forall(p => p.end - p.start == mebibyte))
    assert(pieces.take(2) == Seq(Segment(0, 0, mebibyte), Segment(0, 4 * mebibyte, 5 * mebibyte)))
    assert(pieces(24) == Segment(1, 0, mebibyte))
  }

  test("of compressed files the heads are read, of 64 files where there are more") {
    val pieces = SamplePieces.choose(Seq.fill(128)(file("a.gz", 5 * mebibyte)))
    assert(pieces.map(_.segment.file) == (0 until 64).map(_ * 2))
    assert(pieces.map(_.textBytes).distinct == Seq(mebibyte))
  }

  private def file(name: String, bytes: Long): InputFile =
    InputFile(name, name, bytes, Compression.of(name).isDefined)
}
