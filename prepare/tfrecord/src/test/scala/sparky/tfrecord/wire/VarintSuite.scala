package sparky.tfrecord
package wire

import com.google.protobuf.CodedOutputStream
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.spark.unsafe.Platform

/** Varints by hand, and against those of protobuf's `CodedOutputStream`. */
class VarintSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  /** As many values of every length as of any other, and those around each change of length. */
  private val anyLong: Gen[Long] = for {
    bits <- Gen.choose(0, 64)
    value <- Gen.long
    near <- Gen.choose(-1L, 1L)
    edge <- Gen.prob(0.5)
  } yield if (edge) (1L << bits) + near else if (bits == 0) 0L else value >>> (64 - bits)

  private def ours(values: Array[Long]): Seq[Byte] = {
    val start = Platform.LONG_ARRAY_OFFSET.toLong
    val buffer = new RecordBuffer
    buffer.putVarints(values, start, values.length)
    assert(buffer.length == Varint.size(values, start, values.length))
    buffer.bytes.take(buffer.length).toSeq
  }

  private def protobuf(values: Array[Long]): Seq[Byte] = {
    val bytes = new Array[Byte](values.map(CodedOutputStream.computeUInt64SizeNoTag).sum)
    val out = CodedOutputStream.newInstance(bytes)
    values.foreach(out.writeUInt64NoTag)
    bytes.toSeq
  }

  private def hex(values: Long*): String =
    ours(values.toArray).map(byte => f"$byte%02x").mkString(" ")

  test("numbers below 128 are themselves") {
    assert(hex(0, 1, 127) == "00 01 7f")
  }

  test("300 is ac 02") {
    assert(hex(300) == "ac 02")
  }

  test("a negative number takes ten bytes") {
    assert(hex(-1) == "ff ff ff ff ff ff ff ff ff 01")
    assert(hex(-10) == "f6 ff ff ff ff ff ff ff ff 01")
  }

  test("the longest numbers of eight and of nine bytes") {
    assert(hex((1L << 56) - 1) == "ff ff ff ff ff ff ff 7f")
    assert(hex(1L << 56) == "80 80 80 80 80 80 80 80 01")
    assert(hex(Long.MaxValue) == "ff ff ff ff ff ff ff ff 7f")
  }

  /** Short values, then halves, then any: a list passes through what is made for each of them. */
  private val anyList: Gen[List[Long]] = for {
    shorts <- Gen.listOf(Gen.choose(0L, 1L << 14))
    halves <- Gen.listOf(Gen.choose(0L, 1L << 28))
    others <- Gen.listOf(anyLong)
  } yield shorts ++ halves ++ others

  test("every list of numbers is as protobuf writes it, and each number alone") {
    forAll(anyList, minSuccessful(1000)) { values =>
      assert(ours(values.toArray) == protobuf(values.toArray))
      for (value <- values.take(3)) {
        val buffer = new RecordBuffer
        buffer.putVarint(value)
        assert(buffer.bytes.take(buffer.length).toSeq == protobuf(Array(value)))
      }
    }
  }
}
