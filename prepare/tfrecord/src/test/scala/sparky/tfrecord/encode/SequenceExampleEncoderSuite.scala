package sparky.tfrecord
package encode

import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection
import org.apache.spark.sql.catalyst.util.{ArrayBasedMapData, GenericArrayData}
import org.apache.spark.sql.types._

/** SequenceExamples: by hand, and for any row against protobuf's own serialization. */
class SequenceExampleEncoderSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val sequence = "recordType" -> "SequenceExample"

  private def array(values: Any*): GenericArrayData = new GenericArrayData(values.toArray[Any])

  private def schemaOf(columns: (String, DataType)*): StructType =
    StructType(columns.map { case (name, dataType) => StructField(name, dataType) })

  private val longs = ArrayType(ArrayType(LongType))

  private def hex(schema: StructType, values: Any*): String =
    RecordBytes
      .record(schema, InternalRow(values: _*), sequence)
      .map(byte => f"$byte%02x")
      .mkString(" ")

  test("a list of lists is a feature list with a step for each, other columns are its context") {
    val schema = schemaOf("x" -> longs, "y" -> LongType)
    val value = array(array(5L), array(), array(6L, 7L))
    assert(
      hex(schema, value, 1L) == "0a 0c 0a 0a 0a 01 79 12 05 1a 03 0a 01 01 " +
        "12 1a 0a 18 0a 01 78 12 13 0a 05 1a 03 0a 01 05 0a 02 1a 00 0a 06 1a 04 0a 02 06 07"
    )
  }

  test("a null is absent, an empty list has no steps; both maps are there without entries") {
    assert(hex(schemaOf("x" -> longs), null) == "0a 00 12 00")
    assert(hex(schemaOf("x" -> longs), array()) == "0a 00 12 07 0a 05 0a 01 78 12 00")
  }

  for (narrowing <- Seq(false, true))
    test(s"any row is as protobuf writes it, generic and unsafe, allowNarrowing=$narrowing") {
      val options = Seq(sequence, "allowNarrowing" -> narrowing.toString)
      forAll(GeneratedRow.gen(sequence = true, narrowing), minSuccessful(100)) { generated =>
        val unsafe = UnsafeProjection.create(generated.schema)(generated.row)
        for (row <- Seq(generated.row, unsafe)) {
          val bytes = RecordBytes.record(generated.schema, row, options: _*)
          assert(bytes.toSeq == generated.message.toByteArray.toSeq)
        }
      }
    }

  test("values of a map that are lists are a feature list beside the keys") {
    val map = new ArrayBasedMapData(array(1L, 2L), array(array(3L), array()))
    val schema = schemaOf("x" -> MapType(LongType, ArrayType(LongType)))
    val expected = ExampleProto.sequenceExample(
      Seq("x.key" -> ExampleProto.int64s(1, 2)),
      Seq("x.value" -> ExampleProto.steps(ExampleProto.int64s(3), ExampleProto.int64s()))
    )
    val bytes = RecordBytes.record(schema, InternalRow(map), sequence)
    assert(bytes.toSeq == expected.toByteArray.toSeq)
  }

  test("a null step, and a null in a step, are refused, naming the column") {
    for (value <- Seq(array(array(1L), null), array(array(1L), array(null)))) {
      val row = InternalRow(value)
      val schema = schemaOf("x" -> longs)
      for (row <- Seq(row, UnsafeProjection.create(schema)(row))) {
        val error = intercept[ValueException](RecordBytes.record(schema, row, sequence))
        assert(error.getMessage == "column x: expected no null in a list, received null")
      }
    }
  }

  test("the size of both maps counts to maxRecordBytes") {
    val schema = schemaOf("x" -> longs, "y" -> LongType)
    val row = InternalRow(array(array(5L)), 1L)
    val size = RecordBytes.record(schema, row, sequence).length
    val limit = "maxRecordBytes" -> (size - 1).toString
    val error = intercept[ValueException](RecordBytes.record(schema, row, sequence, limit))
    assert(error.where == "all columns")
  }
}
