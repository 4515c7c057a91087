package sparky.tfrecord
package infer

import java.nio.charset.StandardCharsets.UTF_8
import java.util.{Arrays, Comparator}

import org.apache.spark.sql.types._

/** What the records of some files hold. */
sealed abstract private[tfrecord] class Observed extends Serializable {

  /** What the files of both hold, in whatever order they are merged. */
  def merge(other: Observed): Observed

  /**
   * The schema of all records, columns in byte order of their names, or None where there were no
   * records.
   *
   * @throws TFRecordException naming a feature that is bytes in one file and numbers in another
   */
  def schema: Option[StructType]
}

private[tfrecord] object Observed {

  /** No record. */
  case object Nothing extends Observed {
    override def merge(other: Observed): Observed = other

    override def schema: Option[StructType] = None
  }

  /** Records of any meaning. */
  case object ByteArrays extends Observed {
    override def merge(other: Observed): Observed = this

    override def schema: Option[StructType] = Some(new StructType().add("byteArray", BinaryType))
  }

  /** Examples, or SequenceExamples; features by name. */
  final case class Examples(
      features: Map[String, ObservedFeature],
      featureLists: Map[String, ObservedFeature]
  ) extends Observed {

    override def merge(other: Observed): Observed = other match {
      case Examples(features, featureLists) =>
        Examples(union(this.features, features), union(this.featureLists, featureLists))
      case _ => this
    }

    override def schema: Option[StructType] = {
      features.keySet.intersect(featureLists.keySet).toSeq.sorted.headOption.foreach { name =>
        throw new TFRecordException(s"feature $name", "a feature or a feature list", "both")
      }
      val columns = features.map { case (name, feature) => name -> typeOf(name, feature) } ++
        featureLists.map { case (name, feature) => name -> typeOfSteps(name, feature) }
      val sorted = columns.toSeq.sortWith((a, b) => byBytes.compare(a._1, b._1) < 0)
      Some(StructType(sorted.map { case (name, dataType) => StructField(name, dataType) }))
    }
  }

  private val byBytes: Comparator[String] = (a, b) =>
    Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8))

  private def union(
      a: Map[String, ObservedFeature],
      b: Map[String, ObservedFeature]
  ): Map[String, ObservedFeature] =
    b.foldLeft(a) { case (all, (name, feature)) =>
      all.updated(name, all.get(name).fold(feature)(_.merge(feature)))
    }

  private def typeOf(name: String, feature: ObservedFeature): DataType =
    if (feature.single) feature.element(name) else ArrayType(feature.element(name))

  private def typeOfSteps(name: String, feature: ObservedFeature): DataType =
    ArrayType(ArrayType(feature.element(name)))
}
