package sparky.tfrecord
package commit

import org.scalatest.funsuite.AnyFunSuite

import org.apache.spark.sql.types._

/** The schema by which files read back, of one write and of several. */
class WrittenSchemaSuite extends AnyFunSuite {

  private def ddl(columns: String): StructType = StructType.fromDDL(columns)

  private val nested = "a DOUBLE NOT NULL, b ARRAY<DECIMAL(5,2)>, c MAP<DOUBLE, STRING>, " +
    "d STRUCT<e: DOUBLE NOT NULL>, f LONG"

  test("it is the schema of the rows, all of it nullable") {
    val expected = ddl(nested.replace(" NOT NULL", ""))
    assert(WrittenSchema.of(ddl(nested), allowNarrowing = false) == expected)
    val strict = StructType(
      Seq(
        StructField("a", ArrayType(LongType, containsNull = false)),
        StructField("b", MapType(LongType, LongType, valueContainsNull = false))
      )
    )
    val nullable = ddl("a ARRAY<LONG>, b MAP<LONG, LONG>")
    assert(WrittenSchema.of(strict, allowNarrowing = false) == nullable)
  }

  test("with allowNarrowing, doubles and decimals read back as floats") {
    val expected = "a FLOAT, b ARRAY<FLOAT>, c MAP<FLOAT, STRING>, d STRUCT<e: FLOAT>, f LONG"
    assert(WrittenSchema.of(ddl(nested), allowNarrowing = true) == ddl(expected))
  }

  test("the union has the columns of both, and is none where types differ") {
    val earlier = ddl("a LONG, b STRING")
    assert(WrittenSchema.union(earlier, earlier).contains(earlier))
    val later = ddl("c FLOAT, b STRING")
    assert(WrittenSchema.union(earlier, later).contains(ddl("a LONG, b STRING, c FLOAT")))
    assert(WrittenSchema.union(earlier, ddl("b BINARY")).isEmpty)
  }
}
