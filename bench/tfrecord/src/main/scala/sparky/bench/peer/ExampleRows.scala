package sparky.bench
package peer

import scala.jdk.CollectionConverters._

import org.tensorflow.example.{Example, Feature}

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow
import org.apache.spark.sql.types._

/**
 * A parsed `tf.train.Example` as a row, in the way of both predecessors: a look-up in the map of
 * features and a sequence of boxed values for each column (linkedin/spark-tfrecord,
 * `TFRecordDeserializer`).
 */
final private[peer] class ExampleRows(schema: StructType) {

  def row(example: Example): InternalRow = {
    val features = example.getFeatures.getFeatureMap.asScala
    val row = new SpecificInternalRow(schema.map(_.dataType))
    schema.zipWithIndex.foreach { case (field, i) =>
      features.get(field.name) match {
        case Some(feature) => writer(field.dataType, row)(i, feature)
        case None          => row.setNullAt(i)
      }
    }
    row
  }

  private def writer(dataType: DataType, row: InternalRow): (Int, Feature) => Unit =
    dataType match {
      case LongType  => (i, feature) => row.setLong(i, int64s(feature).head)
      case FloatType => (i, feature) => row.setFloat(i, floats(feature).head.toFloat)
      case other => throw new UnsupportedOperationException(s"no column of type $other is measured")
    }

  private def int64s(feature: Feature): Seq[Long] = {
    require(feature.getKindCase == Feature.KindCase.INT64_LIST, "Feature must be of type Int64List")
    feature.getInt64List.getValueList.asScala.toSeq.map(_.toLong)
  }

  private def floats(feature: Feature): Seq[java.lang.Float] = {
    require(feature.getKindCase == Feature.KindCase.FLOAT_LIST, "Feature must be of type FloatList")
    feature.getFloatList.getValueList.asScala.toSeq
  }
}
