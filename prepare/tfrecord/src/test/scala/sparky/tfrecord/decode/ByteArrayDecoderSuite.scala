package sparky.tfrecord
package decode

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.types._

/** Records of any meaning, and the schemas that they do not have. */
class ByteArrayDecoderSuite extends AnyFunSuite {
  private val byteArray = "recordType" -> "ByteArray"

  test("a record is the value of the one binary column, whatever its name") {
    val row = RecordRows.row(new StructType().add("x", BinaryType), Array[Byte](7, -1), byteArray)
    assert(row.getAs[Array[Byte]](0).toSeq == Seq[Byte](7, -1))
  }

  test("the column need not be asked for") {
    assert(RecordRows.row(new StructType(), Array[Byte](7), byteArray).length == 0)
  }

  test("other columns are refused") {
    val message = "recordType ByteArray: expected one binary column, received struct<"
    for (columns <- Seq("x BINARY, y BINARY", "x STRING")) {
      val schema = StructType.fromDDL(columns)
      val error = intercept[TFRecordException](RecordRows.row(schema, Array[Byte](7), byteArray))
      assert(error.getMessage == message + schema.simpleString.drop("struct<".length))
    }
  }
}
