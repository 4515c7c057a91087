package sparky.tfrecord
package wire

import org.scalatest.funsuite.AnyFunSuite

/** The array of records: it keeps what it has when it grows or is moved. */
class RecordBufferSuite extends AnyFunSuite {

  private def contents(buffer: RecordBuffer): Seq[Byte] = buffer.bytes.take(buffer.length).toSeq

  test("what was appended is kept when the array grows, and gone when it is cleared") {
    val buffer = new RecordBuffer
    val parts = Seq.tabulate(5)(i => Array.fill[Byte](100000)(i.toByte))
    parts.foreach { part =>
      buffer.reserve(part.length.toLong)
      buffer.putBytes(part)
    }
    assert(contents(buffer) == parts.flatten)
    buffer.clear()
    assert(buffer.length == 0)
  }

  test("bytes are moved either way") {
    val buffer = new RecordBuffer
    buffer.putBytes(Array[Byte](1, 2, 3))
    buffer.move(1, 2)
    assert(buffer.length == 5)
    assert(contents(buffer).drop(3) == Seq[Byte](2, 3))
    buffer.move(3, -3)
    assert(contents(buffer) == Seq[Byte](2, 3))
  }

  test("more than an array holds is refused before there is an array") {
    val buffer = new RecordBuffer
    buffer.skip(1)
    val error = intercept[ValueException](buffer.reserve(Int.MaxValue.toLong))
    assert(
      error.getMessage == "all columns: expected at most 2147483639 bytes, " +
        "received 2147483656 bytes"
    )
  }
}
