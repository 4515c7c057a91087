package sparky.tfrecord
package encode

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection
import org.apache.spark.sql.types._

/** Records that are the values of a binary column. */
class ByteArrayEncoderSuite extends AnyFunSuite {
  private val byteArray = "recordType" -> "ByteArray"
  private val schema = StructType(Seq(StructField("any", BinaryType)))

  test("a record is the bytes of the column, none too") {
    for (value <- Seq(Array[Byte](1, -1), Array.emptyByteArray)) {
      val row = InternalRow(value)
      for (row <- Seq(row, UnsafeProjection.create(schema)(row)))
        assert(RecordBytes.record(schema, row, byteArray).toSeq == value.toSeq)
    }
  }

  test("a null is refused, and so are more bytes than maxRecordBytes") {
    def message(value: Array[Byte]): String = {
      val options = Seq(byteArray, "maxRecordBytes" -> "2")
      intercept[ValueException](
        RecordBytes.record(schema, InternalRow(value), options: _*)
      ).getMessage
    }
    assert(message(null) == "column any: expected a record's bytes, received null")
    assert(
      message(new Array(3)) ==
        "column any: expected at most 2 bytes (option maxRecordBytes), received 3 bytes"
    )
  }

  test("other columns than one of binaries are refused") {
    val text = StructType(Seq(StructField("any", StringType)))
    val two = schema.add("other", BinaryType)
    for (
      (columns, shown) <- Seq(
        text -> "struct<any:string>",
        two -> "struct<any:binary,other:binary>"
      )
    ) {
      val error =
        intercept[TFRecordException](
          RecordBytes.record(columns, InternalRow(null, null), byteArray)
        )
      assert(
        error.getMessage == s"recordType ByteArray: expected one binary column, received $shown"
      )
    }
  }
}
