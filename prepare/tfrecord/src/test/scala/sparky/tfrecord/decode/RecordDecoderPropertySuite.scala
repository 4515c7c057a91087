package sparky.tfrecord
package decode

import scala.util.Try

import com.google.protobuf.{ByteString, InvalidProtocolBufferException}
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.spark.sql.catalyst.expressions.{GenericInternalRow, UnsafeProjection, UnsafeRow}
import org.apache.spark.sql.types._

import sparky.tfrecord.ProtoBytes._

/** Rows of all types from records that protobuf wrote; damaged records against protobuf's parser. */
class RecordDecoderPropertySuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  import RecordDecoderPropertySuite._

  implicit override val generatorDrivenConfig: PropertyCheckConfiguration =
    PropertyCheckConfiguration(minSuccessful = 100)

  private def decoder(schema: StructType, recordType: String): RecordDecoder =
    RecordDecoder.of(schema, new TFRecordOptions(Map("recordType" -> recordType)))

  for ((recordType, sequence) <- Seq("Example" -> false, "SequenceExample" -> true))
    test(s"any row of any types comes back from its $recordType, in the bytes that Spark gives it") {
      forAll(GeneratedRow.gen(sequence, narrowing = false)) { generated =>
        val record = generated.message.toByteArray
        val expected = UnsafeProjection.create(generated.schema)(generated.row)
        val row = Try(decoder(generated.schema, recordType).decode(record, 0, record.length))
        row.failed.foreach(error => assert(error.getMessage.contains("expected keys that differ")))
        row.foreach(row => assert(row == expected))
      }
    }

  test("any columns are read alone, in any order, as they are read with all others") {
    forAll(GeneratedRow.gen(sequence = false, narrowing = false), Gen.long) { (generated, seed) =>
      val record = generated.message.toByteArray
      whenever(
        Try(decoder(generated.schema, "Example").decode(record, 0, record.length)).isSuccess
      ) {
        val chosen = new scala.util.Random(seed).shuffle(generated.schema.indices.toList).drop(1)
        val schema = StructType(chosen.map(generated.schema(_)))
        val values = chosen.map(i => generated.row.get(i, generated.schema(i).dataType))
        val row = new GenericInternalRow(values.toArray[Any])
        val expected = UnsafeProjection.create(schema)(row)
        assert(decoder(schema, "Example").decode(record, 0, record.length) == expected)
      }
    }
  }

  test("a record in any form that protobuf takes has the values that protobuf reads") {
    val reader = decoder(Columns, "Example")
    forAll(record, minSuccessful(300)) { record =>
      assert(values(reader.decode(record, 0, record.length)) == expected(record))
    }
  }

  test(
    "a damaged record has the values that protobuf reads, or is an error; it takes little memory"
  ) {
    val reader = decoder(Columns, "Example")
    var both = 0
    forAll(damaged, minSuccessful(3000)) { record =>
      try {
        val row = reader.decode(record, 0, record.length)
        assert(row.getSizeInBytes <= 200 + 10 * record.length)
        val ours = values(row)
        try {
          assert(unsigned(ours) == unsigned(expected(record)))
          both += 1
        } catch { case _: InvalidProtocolBufferException => }
      } catch {
        case error: ValueException =>
          assert(error.getMessage.matches("(byte \\d+|column [xyz]): .*"))
      }
    }
    assert(both > 500)
  }

  test("bytes of any meaning are an error of the typed kind, or a record") {
    val readers = Seq("Example", "SequenceExample").map(decoder(Columns, _))
    forAll(Gen.listOf(Gen.oneOf(Gen.choose(-128, 127), Gen.oneOf(0x0a, 0x12, 0x1a, 1, 2, 3)))) {
      list =>
        val record = bytes(list: _*)
        readers.foreach(reader => assert(isTyped(Try(reader.decode(record, 0, record.length)))))
    }
  }

  test("every cut of a record and every flip of a bit is a typed error or a record") {
    forAll(GeneratedRow.gen(sequence = true, narrowing = false), minSuccessful(20)) { generated =>
      val record = generated.message.toByteArray.take(2000)
      val reader = decoder(generated.schema, "SequenceExample")
      for (length <- record.indices) assert(isTyped(Try(reader.decode(record, 0, length))))
      for (i <- record.indices; bit <- 0 until 8) {
        record(i) = (record(i) ^ 1 << bit).toByte
        assert(isTyped(Try(reader.decode(record, 0, record.length))))
        record(i) = (record(i) ^ 1 << bit).toByte
      }
    }
  }

  private def isTyped(result: Try[UnsafeRow]): Boolean =
    result.isSuccess || result.failed.get.isInstanceOf[ValueException]
}

private object RecordDecoderPropertySuite {
  val Columns: StructType = StructType.fromDDL("x ARRAY<LONG>, y ARRAY<FLOAT>, z ARRAY<BINARY>")

  /** The three columns' values; a null and an empty list are the same to protobuf's old syntax. */
  def values(row: UnsafeRow): Seq[Seq[Any]] = Seq(
    if (row.isNullAt(0)) Seq.empty else row.getArray(0).toLongArray().toSeq,
    if (row.isNullAt(1)) Seq.empty
    else row.getArray(1).toIntArray().toSeq,
    if (row.isNullAt(2)) Seq.empty
    else {
      val array = row.getArray(2)
      (0 until array.numElements).map(i => ByteString.copyFrom(array.getBinary(i)))
    }
  )

  /** Protobuf's Java runtime takes every number of ten bytes for negative; the others look. */
  def unsigned(values: Seq[Seq[Any]]): Seq[Seq[Any]] = values.map(_.map {
    case long: Long => long & Long.MaxValue
    case other      => other
  })

  def expected(record: Array[Byte]): Seq[Seq[Any]] = {
    val features = ExampleProto.parse(record)
    Seq("x", "y", "z").map { name =>
      features.getOrElse(name, Seq.empty).map {
        case float: java.lang.Float => java.lang.Float.floatToRawIntBits(float)
        case other                  => other
      }
    }
  }

  /** Fields that no message of a record knows. */
  private val unknown: Gen[Array[Byte]] = Gen.oneOf(
    bytes(0x78, 0x80, 0x01),
    field(15, bytes(1, 2)),
    bytes(0x7d, 1, 2, 3, 4),
    bytes(0x79, 1, 2, 3, 4, 5, 6, 7, 8)
  )

  private def message(parts: Gen[Array[Byte]]): Gen[Array[Byte]] =
    Gen.listOf(Gen.frequency(6 -> parts, 1 -> unknown)).map(_.flatten.toArray)

  private def packed(value: Gen[Array[Byte]], tag: Int): Gen[Array[Byte]] =
    Gen.oneOf(Gen.listOf(value).map(field(1, _: _*)), value.map(bytes(tag) ++ _))

  private val int64 = Gen.oneOf(Gen.choose(0L, 300L), Gen.long).map(varint)
  private val float = Gen.listOfN(4, Gen.choose(0, 255)).map(bytes(_: _*))
  private val value = Gen.listOf(Gen.choose(0, 255)).map(list => field(1, bytes(list: _*)))

  private val entry: Gen[Array[Byte]] = {
    val features = Seq(
      "x" -> message(packed(int64, 0x08)).map(field(Int64List, _)),
      "y" -> message(packed(float, 0x0d)).map(field(FloatList, _)),
      "z" -> message(value).map(field(BytesList, _))
    )
    val known = Gen.oneOf(features).flatMap { case (name, list) =>
      Gen.oneOf(list, list.flatMap(list => unknown.map(list ++ _))).map(ProtoBytes.entry(name, _))
    }
    // Another name than those of the columns, whose types it would not have.
    val other = Gen.asciiPrintableStr.map(name => ProtoBytes.entry(s"other $name", int64s(1)))
    Gen.frequency(9 -> known, 1 -> other)
  }

  /** Features in any order, repeated, packed and not, with fields that are not known. */
  val record: Gen[Array[Byte]] =
    Gen.resize(5, Gen.listOf(Gen.listOf(entry).map(features(_: _*)))).flatMap { maps =>
      unknown.map(field => maps.flatten.toArray ++ field)
    }

  /** Such records with some bytes changed, or cut short, or repeated. */
  val damaged: Gen[Array[Byte]] = for {
    record <- record
    places <- Gen.resize(3, Gen.listOf(Gen.choose(0, record.length - 1)))
    values <- Gen.listOfN(
      places.length,
      Gen.oneOf(Gen.choose(0, 255), Gen.oneOf(10, 18, 26, 8, 13))
    )
    from <- Gen.choose(0, record.length)
    to <- Gen.frequency(3 -> Gen.const(from), 1 -> Gen.choose(0, record.length))
  } yield {
    places.zip(values).foreach { case (place, value) => record(place) = value.toByte }
    record.take(from) ++ record.drop(to)
  }
}
