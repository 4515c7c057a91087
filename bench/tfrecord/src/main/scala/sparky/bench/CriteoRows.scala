package sparky.bench

import java.util.SplittableRandom

import scala.reflect.ClassTag

import org.apache.spark.rdd.RDD
import org.apache.spark.sql.{DataFrame, SparkSession}
import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.expressions.{UnsafeArrayData, UnsafeProjection, UnsafeRow}
import org.apache.spark.sql.sparky.InternalRows
import org.apache.spark.sql.types._

import sparky.prepare.schema.{CategoricalColumn, FeatureSchema, SchemaReader}

/**
 * Rows with the columns of Criteo's click log, as `prepare` writes them: floats, and longs for the
 * categorical columns. They lie in memory before anything is measured, so that a row costs what
 * Spark's own projection of it costs, for both sides of a pair.
 */
private object CriteoRows {

  /** Rows of a record of many. */
  val RowsPerRecord = 1024

  private val Seed = 1L

  /** So many distinct rows stay in a core's cache, where an upstream stage would have them. */
  private val DistinctRows = 4096
  private val DistinctRecords = 16

  private val columns = {
    val in = getClass.getResourceAsStream("/schema/criteo.json")
    val criteo: FeatureSchema =
      try SchemaReader.read(in.readAllBytes(), "criteo.json")
      finally in.close()
    criteo.columns
  }

  /** A single value in each column. */
  val scalars: StructType = StructType(columns.map {
    case column: CategoricalColumn => StructField(column.name, LongType, nullable = false)
    case column                    => StructField(column.name, FloatType, nullable = false)
  })

  /** A list of the values of many rows in each column. */
  val lists: StructType = StructType(scalars.map { field =>
    field.copy(dataType = ArrayType(field.dataType, containsNull = false))
  })

  /** `count` rows of one value a column. */
  def ofScalars(spark: SparkSession, count: Int): DataFrame =
    repeated(spark, scalars, () => scalarRows, count)

  /** The same in records of [[RowsPerRecord]]; `count` is a multiple of it. */
  def ofLists(spark: SparkSession, count: Int): DataFrame =
    repeated(spark, lists, () => listRows, count / RowsPerRecord)

  private lazy val scalarRows: Array[UnsafeRow] = unsafe(scalars, DistinctRows) { random =>
    scalars.indices.map { column =>
      if (isId(column)) id(random, column) else number(random, column)
    }
  }

  private lazy val listRows: Array[UnsafeRow] = unsafe(lists, DistinctRecords) { random =>
    def list[T: ClassTag](value: => T): Array[T] = Array.fill(RowsPerRecord)(value)
    scalars.indices.map { column =>
      if (isId(column)) UnsafeArrayData.fromPrimitiveArray(list(id(random, column)))
      else UnsafeArrayData.fromPrimitiveArray(list(number(random, column)))
    }
  }

  private def unsafe(schema: StructType, count: Int)(
      values: SplittableRandom => Seq[Any]
  ): Array[UnsafeRow] = {
    val projection = UnsafeProjection.create(schema)
    val random = new SplittableRandom(Seed)
    Array.fill(count)(projection(InternalRow.fromSeq(values(random))).copy())
  }

  private def isId(column: Int): Boolean = scalars(column).dataType == LongType

  private def id(random: SplittableRandom, column: Int): Long = draw(random, column).toLong

  private def number(random: SplittableRandom, column: Int): Float =
    math.floor(draw(random, column) - 1).toFloat

  /**
   * A value of a long tail: x comes with a probability of about 1 / x, up to 10 in some columns and
   * to 10 million in others, so that an id takes one to four bytes.
   */
  private def draw(random: SplittableRandom, column: Int): Double =
    math.pow(math.pow(10, (1 + column % 7).toDouble), random.nextDouble())

  /** One partition that goes through the rows again and again. */
  private def repeated(
      spark: SparkSession,
      schema: StructType,
      rows: () => Array[UnsafeRow],
      count: Int
  ): DataFrame = {
    val one: RDD[Int] = spark.sparkContext.parallelize(Seq(0), 1)
    val all = one.mapPartitions { _ =>
      val distinct = rows()
      Iterator.tabulate(count)(i => distinct(i % distinct.length): InternalRow)
    }
    InternalRows.toDataFrame(spark, all, schema)
  }
}
