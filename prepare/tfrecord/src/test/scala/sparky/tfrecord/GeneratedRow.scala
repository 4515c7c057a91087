package sparky.tfrecord

import java.nio.charset.StandardCharsets.UTF_8

import com.google.protobuf.DynamicMessage
import org.scalacheck.Gen

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow
import org.apache.spark.sql.catalyst.util.{ArrayBasedMapData, GenericArrayData}
import org.apache.spark.sql.types._

/**
 * Any schema, a row of it, and the record that protobuf is to make of it.
 *
 * @param schema  columns of every type that the record holds
 * @param row     with nulls, empty arrays, and structs of nulls alone
 * @param message an Example or a SequenceExample
 */
final case class GeneratedRow(schema: StructType, row: InternalRow, message: DynamicMessage)

object GeneratedRow {

  /** Rows for the options `recordType` and `allowNarrowing`. */
  def gen(sequence: Boolean, narrowing: Boolean): Gen[GeneratedRow] =
    columns(new Columns(sequence, GeneratedKind.gen(narrowing)).column(_, depth = 2)).map { all =>
      val features = sorted(all.flatMap(_.features))
      val message =
        if (sequence) ExampleProto.sequenceExample(features, sorted(all.flatMap(_.lists)))
        else ExampleProto.example(features: _*)
      GeneratedRow(schemaOf(all), rowOf(all), message)
    }

  private type Named = Seq[(String, DynamicMessage)]

  /** A column, its value in a row, and what protobuf is to make of that. */
  private case class Column(
      name: String,
      dataType: DataType,
      value: Any,
      features: Named,
      lists: Named
  )

  private val name = Gen.oneOf(
    Gen.identifier,
    Gen.choose(1, 300).map("n" * _),
    Gen.listOf(Gen.oneOf("ü", "\uff5e", "\ud83d\ude00", "-")).map(_.mkString)
  )

  private def columns(column: String => Gen[Column]): Gen[Seq[Column]] = for {
    size <- Gen.choose(0, 6)
    names <- Gen.listOfN(size, name)
    columns <- names.distinct.foldLeft(Gen.const(Seq.empty[Column])) { (done, name) =>
      done.flatMap(columns => column(name).map(columns :+ _))
    }
  } yield columns

  private class Columns(sequence: Boolean, kind: Gen[GeneratedKind]) {

    def column(name: String, depth: Int): Gen[Column] = {
      val nested = if (depth == 0) 0 else 1
      val value = Gen.frequency(
        4 -> kind.flatMap(single(name, _)),
        4 -> kind.flatMap(kind => Gen.listOf(kind.values).map(list(name, kind, _))),
        (if (sequence) 4 else 0) -> kind.flatMap(listOfLists(name, _)),
        nested -> map(name),
        nested -> columns(column(_, depth - 1)).map(struct(name, _))
      )
      val absent = value.map(_.copy(value = null, features = Seq.empty, lists = Seq.empty))
      Gen.frequency(1 -> absent, 5 -> value)
    }

    private def single(name: String, kind: GeneratedKind): Gen[Column] = kind.values.map { value =>
      val feature = kind.feature(Seq(value.inList))
      Column(name, kind.dataType, value.inRow, Seq(name -> feature), Seq.empty)
    }

    private def list(name: String, kind: GeneratedKind, values: Seq[GeneratedValue]): Column = {
      val feature = kind.feature(values.map(_.inList))
      Column(name, ArrayType(kind.dataType), array(values), Seq(name -> feature), Seq.empty)
    }

    private def listOfLists(name: String, kind: GeneratedKind): Gen[Column] =
      Gen.listOf(Gen.listOf(kind.values)).map { lists =>
        val value = new GenericArrayData(lists.map(array).toArray[Any])
        val steps = ExampleProto.steps(lists.map(list => kind.feature(list.map(_.inList))): _*)
        Column(name, ArrayType(ArrayType(kind.dataType)), value, Seq.empty, Seq(name -> steps))
      }

    private def map(name: String): Gen[Column] = for {
      keyKind <- kind
      valueKind <- kind
      entries <- Gen.listOf(Gen.zip(keyKind.values, valueKind.values))
    } yield {
      val keys = list(s"$name.key", keyKind, entries.map(_._1))
      val values = list(s"$name.value", valueKind, entries.map(_._2))
      val data = new ArrayBasedMapData(array(entries.map(_._1)), array(entries.map(_._2)))
      val dataType = MapType(keyKind.dataType, valueKind.dataType)
      Column(name, dataType, data, keys.features ++ values.features, Seq.empty)
    }

    private def struct(name: String, fields: Seq[Column]): Column = {
      def inside(features: Named): Named =
        features.map { case (key, value) => s"$name.$key" -> value }
      val marker =
        if (fields.forall(_.value == null)) Seq(name -> ExampleProto.none) else Seq.empty
      Column(
        name,
        schemaOf(fields),
        rowOf(fields),
        marker ++ inside(fields.flatMap(_.features)),
        inside(fields.flatMap(_.lists))
      )
    }

    private def array(values: Seq[GeneratedValue]): GenericArrayData =
      new GenericArrayData(values.map(_.inRow).toArray[Any])
  }

  private def schemaOf(columns: Seq[Column]): StructType =
    StructType(columns.map(column => StructField(column.name, column.dataType)))

  private def rowOf(columns: Seq[Column]): InternalRow =
    new GenericInternalRow(columns.map(_.value).toArray[Any])

  /** In unsigned byte order of the names. */
  private def sorted(features: Named): Named =
    features.sortBy(_._1.getBytes(UTF_8).map(byte => f"${byte & 0xff}%02x").mkString)
}
