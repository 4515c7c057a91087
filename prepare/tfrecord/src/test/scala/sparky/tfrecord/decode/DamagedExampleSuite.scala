package sparky.tfrecord
package decode

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.types._

import sparky.tfrecord.ProtoBytes._

/** Bytes that are no Example: the place in the record, what was expected and what was received. */
class DamagedExampleSuite extends AnyFunSuite {

  private def refusal(record: Array[Byte], dataType: DataType = LongType): String = {
    val schema = new StructType().add("x", dataType)
    intercept[ValueException](RecordRows.row(schema, record)).getMessage
  }

  test("a length beyond the message around it") {
    assert(refusal(bytes(0x0a, 1)) == "byte 1: expected a length of at most 0 bytes, received 1")
    assert(
      refusal(bytes(0x0a, 4, 0x0a, 5, 0, 0, 0)) ==
        "byte 3: expected a length of at most 2 bytes, received 5"
    )
    val negative = bytes(0x0a) ++ varint(-1)
    assert(
      refusal(negative) ==
        "byte 1: expected a length of at most 0 bytes, received 18446744073709551615"
    )
  }

  test("a number that does not end") {
    assert(
      refusal(bytes(0x0a, 0x80)) ==
        "byte 1: expected a number of at most 1 bytes, received no last byte"
    )
    val long = example(field(Int64List, field(1, bytes(Seq.fill(10)(0xff) :+ 1: _*))))
    assert(refusal(long) == "byte 13: expected a number of at most 10 bytes, received no last byte")
    val open = example(field(Int64List, field(1, bytes(1, 0x80))))
    val message = "byte 13: expected a number of at most 2 bytes, received no last byte"
    assert(refusal(open, ArrayType(LongType)) == message)
  }

  test("field number 0, and one over 29 bits") {
    val message = "byte 0: expected a field number from 1 to 536870911, received "
    assert(refusal(bytes(0x00, 1)) == message + "0")
    assert(refusal(bytes(0x02, 0)) == message + "0")
    assert(refusal(varint(1L << 32)) == message + "536870912")
  }

  test("a known field of another wire type") {
    assert(
      refusal(bytes(0x08, 1)) ==
        "byte 0: expected field 1 with a length (wire type 2), received wire type 0"
    )
    val list = example(bytes(0x18, 1))
    assert(
      refusal(list) == "byte 9: expected field 3 with a length (wire type 2), received wire type 0"
    )
  }

  test("groups, which no message of these has, and wire types that there are not") {
    for (wireType <- Seq(3, 4, 6, 7))
      assert(
        refusal(bytes(0x10 | wireType)) ==
          s"byte 0: expected wire type 0, 1, 2 or 5, received wire type $wireType"
      )
  }

  test("a fixed field that is cut short") {
    assert(refusal(bytes(0x15, 1, 2)) == "byte 1: expected 4 bytes, received 2")
    assert(refusal(bytes(0x11)) == "byte 1: expected 8 bytes, received 0")
  }

  test("floats that are not whole") {
    val record = example(field(FloatList, field(1, bytes(0, 0, 0x80, 0x3f, 0))))
    assert(refusal(record, FloatType) == "byte 13: expected 32-bit floats, received 5 bytes")
  }
}
