package sparky.tfrecord
package commit

import org.apache.spark.sql.types._

/** The schema that a manifest gives to the files it lists: with it they read back as written. */
private[tfrecord] object WrittenSchema {

  /**
   * The schema by which rows of `schema` read back, all of it nullable. With `allowNarrowing`,
   * doubles and decimals are stored as 32-bit floats, and so they read back as floats; those inside
   * a user-defined type, such as a vector, keep the type, which takes the floats for what it has.
   *
   * @param schema the columns in the records, without those of partitions
   */
  def of(schema: StructType, allowNarrowing: Boolean): StructType =
    StructType(schema.fields.map { field =>
      field.copy(dataType = stored(field.dataType, allowNarrowing), nullable = true)
    })

  /**
   * The schema of a directory where files of both schemas lie: the columns of `earlier`, then those
   * that `later` adds. None where the two have a column of one name and different types.
   */
  def union(earlier: StructType, later: StructType): Option[StructType] = {
    val types = earlier.map(field => field.name -> field.dataType).toMap
    val (common, added) = later.partition(field => types.contains(field.name))
    if (common.forall(field => types(field.name) == field.dataType))
      Some(StructType(earlier ++ added))
    else None
  }

  private def stored(dataType: DataType, narrow: Boolean): DataType = dataType match {
    case DoubleType | _: DecimalType if narrow => FloatType
    case struct: StructType                    => of(struct, narrow)
    case ArrayType(element, _)                 => ArrayType(stored(element, narrow))
    case MapType(key, value, _) => MapType(stored(key, narrow), stored(value, narrow))
    case other                  => other
  }
}
