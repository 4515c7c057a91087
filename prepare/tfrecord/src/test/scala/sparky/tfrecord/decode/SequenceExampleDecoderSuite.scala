package sparky.tfrecord
package decode

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.Row
import org.apache.spark.sql.types._

import sparky.tfrecord.ProtoBytes._

/** Arrays of arrays from the feature lists of SequenceExamples, by hand. */
class SequenceExampleDecoderSuite extends AnyFunSuite {
  private val schema = new StructType()
    .add("c", LongType)
    .add("x", ArrayType(ArrayType(LongType)))
    .add("s", ArrayType(ArrayType(StringType)))

  /** `SequenceExample.feature_lists`. */
  private def lists(entries: Array[Byte]*): Array[Byte] = field(2, entries: _*)

  private def steps(name: String, features: Array[Byte]*): Array[Byte] =
    entry(name, features.map(field(1, _)): _*)

  private def row(record: Array[Byte]*): Row =
    RecordRows.row(schema, record.flatten.toArray, "recordType" -> "SequenceExample")

  test("a step is an inner array, a context feature a column of its own") {
    val x = steps("x", int64s(1, 2), int64s(3), field(Int64List))
    val s = steps("s", texts("a", ""))
    val c = features(entry("c", int64s(7)))
    val expected = Row(7L, Seq(Seq(1L, 2L), Seq(3L), Seq.empty), Seq(Seq("a", "")))
    assert(row(c, lists(x, s)) == expected)
    assert(row(lists(s), lists(x), c) == expected)
  }

  test("an absent feature list is null, one of no steps is empty, a step of no kind is null") {
    assert(row() == Row(null, null, null))
    assert(
      row(lists(steps("x"), steps("s", Array.emptyByteArray))) == Row(null, Seq.empty, Seq(null))
    )
  }

  test("features and feature lists of the same name are told apart") {
    assert(
      row(features(entry("x", int64s(1))), lists(steps("c", int64s(1)))) == Row(null, null, null)
    )
  }

  test("the last feature list of a name counts, unknown fields are passed over") {
    val unknown = bytes(0x18, 1)
    val x = entry("x", unknown, field(1, int64s(2)), unknown)
    assert(row(lists(steps("x", int64s(1)), x), unknown) == Row(null, Seq(Seq(2L)), null))
  }

  test("a step of another kind is named by its column") {
    val error = intercept[ValueException](row(lists(steps("x", int64s(1), texts("a")))))
    assert(error.getMessage == "column x: expected int64_list, received bytes_list")
  }

  test("an array of arrays is refused in an Example") {
    val error = intercept[TFRecordException](RecordRows.row(schema, Array.emptyByteArray))
    assert(
      error.getMessage == "column x.element: expected no array of arrays " +
        "(recordType SequenceExample has them), received array<bigint>"
    )
  }
}
