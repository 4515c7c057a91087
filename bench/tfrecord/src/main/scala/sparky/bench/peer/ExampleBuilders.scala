package sparky.bench
package peer

import org.tensorflow.example.{Example, Feature, Features, FloatList, Int64List}

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters
import org.apache.spark.sql.types._

/**
 * A row as a `tf.train.Example`, in the way of both predecessors: a sequence, a list builder and a
 * feature builder for each column, and a map of features (linkedin/spark-tfrecord,
 * `TFRecordSerializer`).
 */
final private[peer] class ExampleBuilders(schema: StructType) {
  private type Converter = (SpecializedGetters, Int) => Feature

  private val converters = schema.map(field => converter(field.dataType)).toArray

  def build(row: InternalRow): Example = {
    val features = Features.newBuilder()
    val example = Example.newBuilder()
    for (i <- converters.indices)
      if (!row.isNullAt(i)) features.putFeature(schema(i).name, converters(i)(row, i))
    example.setFeatures(features.build())
    example.build()
  }

  private def converter(dataType: DataType): Converter = dataType match {
    case LongType                => (row, i) => int64s(Seq(row.getLong(i)))
    case FloatType               => (row, i) => floats(Seq(row.getFloat(i)))
    case ArrayType(LongType, _)  => (row, i) => int64s(row.getArray(i).toLongArray().toSeq)
    case ArrayType(FloatType, _) => (row, i) => floats(row.getArray(i).toFloatArray().toSeq)
    case other => throw new UnsupportedOperationException(s"no column of type $other is measured")
  }

  private def int64s(values: Seq[Long]): Feature = {
    val list = Int64List.newBuilder()
    values.foreach(value => list.addValue(value))
    Feature.newBuilder().setInt64List(list.build()).build()
  }

  private def floats(values: Seq[Float]): Feature = {
    val list = FloatList.newBuilder()
    values.foreach(value => list.addValue(value))
    Feature.newBuilder().setFloatList(list.build()).build()
  }
}
