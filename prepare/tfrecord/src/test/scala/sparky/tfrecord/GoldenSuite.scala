package sparky.tfrecord

import java.nio.file.{Files, Paths}

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.util.ArrayData
import org.apache.spark.sql.types._
import org.apache.spark.unsafe.types.UTF8String

/** The rows of `schema/golden/rows.tsv`, looked up by hand, against the files TensorFlow wrote. */
class GoldenSuite extends AnyFunSuite {
  import GoldenSuite._

  private def golden(name: String): Seq[Byte] =
    Files.readAllBytes(Paths.get("schema", "golden", name)).toSeq

  test("records of five rows are the golden training records") {
    val records = rows.grouped(5).map(record(_)).toSeq
    assert(RecordBytes.file(lists, records).toSeq == golden("train.tfrecord"))
  }

  test(
    "records of one row, as arrays of one and without the label, are the golden predict records"
  ) {
    val columns = StructType(lists.filterNot(_.name == "clicked"))
    val records = rows.map(row => record(Seq(row), withLabel = false))
    assert(RecordBytes.file(columns, records).toSeq == golden("predict.tfrecord"))
  }

  test("columns that are no arrays give the same predict records") {
    val records = rows.map { row =>
      InternalRow(row.key, row.hour, row.price, row.site, row.adGroup, row.importance)
    }
    assert(RecordBytes.file(scalars, records).toSeq == golden("predict.tfrecord"))
  }
}

private object GoldenSuite {
  case class Encoded(
      key: UTF8String,
      clicked: Float,
      hour: Float,
      price: Float,
      site: Long,
      adGroup: Long,
      importance: Float
  )

  val rows: Seq[Encoded] = Seq(
    encoded("r-01", 1, 0, 0.5f, 3, 1, 1),
    encoded("r-02", 0, 23, -125, 3, 1, 0.5f),
    encoded("r-03", 0, -10, -10, 1, -1, 1),
    encoded("r-04", 1, -10, -10, 1, 4, 2),
    encoded("r-05", 0, 16777216, 16777216, 1, 4, 1),
    encoded("r-06", 0, 1e18f, 0.1f, 2, 3, 1),
    encoded("r-07", 1, 0, 7, 2, 3, 1),
    encoded("r-08", 0, 7, Float.MinPositiveValue, 0, -1, 0.001f),
    encoded("r-09", 0, 1, Float.MaxValue, 4, -1, 1),
    encoded("r-10", 0, 1, 0.1f, 4, -1, 1),
    encoded("r-11", 1, 1, 0, 0, 1, 0),
    encoded("r-12", 0, 1, 0, 0, 2, 1),
    encoded("ключ", 0, 1, 0, 0, 2, 1)
  )

  val scalars: StructType = StructType(
    Seq(
      StructField("request", StringType),
      StructField("hour", FloatType),
      StructField("price", FloatType),
      StructField("site", LongType),
      StructField("ad-group", LongType),
      StructField("importance", FloatType)
    )
  )

  val lists: StructType = StructType(
    StructField("clicked", ArrayType(FloatType)) +:
      scalars.map(field => field.copy(dataType = ArrayType(field.dataType)))
  )

  /** The columns of `lists`, or all but the label. */
  def record(rows: Seq[Encoded], withLabel: Boolean = true): InternalRow = {
    val label = floats(rows.map(_.clicked))
    val features = Seq(
      ArrayData.toArrayData(rows.map(_.key).toArray[Any]),
      floats(rows.map(_.hour)),
      floats(rows.map(_.price)),
      ArrayData.toArrayData(rows.map(_.site).toArray),
      ArrayData.toArrayData(rows.map(_.adGroup).toArray),
      floats(rows.map(_.importance))
    )
    InternalRow((if (withLabel) label +: features else features): _*)
  }

  private def floats(values: Seq[Float]): ArrayData = ArrayData.toArrayData(values.toArray)

  private def encoded(
      key: String,
      clicked: Float,
      hour: Float,
      price: Float,
      site: Long,
      adGroup: Long,
      importance: Float
  ): Encoded =
    Encoded(UTF8String.fromString(key), clicked, hour, price, site, adGroup, importance)
}
