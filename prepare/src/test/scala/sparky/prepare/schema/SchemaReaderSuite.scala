package sparky.prepare.schema

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}

import com.fasterxml.jackson.databind.ObjectMapper
import org.scalatest.funsuite.AnyFunSuite

import sparky.prepare.{ContractError, Golden}

/** Schemas, good and bad; the bad ones are the table that Python's reader answers alike. */
class SchemaReaderSuite extends AnyFunSuite {
  private val mapper = new ObjectMapper()

  test("every invalid schema is refused with the message of the golden table") {
    val entries = Golden.table("invalid_schemas.json")
    assert(entries.size > 40)
    entries.foreach { entry =>
      withClue(entry.get("name").textValue) {
        val error = intercept[ContractError](SchemaReader.read(entry.get("schema")))
        assert(error.getMessage == entry.get("message").textValue)
        assert(error.exitCode == 4)
      }
    }
  }

  test("what is left out has the default of the table in FORMAT.md") {
    val schema = read("""{"format_version": 1, "name": "t", "input": {"format": "delimited"},
      "columns": [{"name": "y", "role": "label"}, {"name": "n", "role": "numeric"},
                  {"name": "c", "role": "categorical"}, {"name": "w", "role": "weight"}]}""")
    assert(schema.input == InputFormat("delimited", '\t', header = false, trim = false, Seq("")))
    assert(
      schema.columns == IndexedSeq(
        LabelColumn("y", "y", Seq("1"), Seq("0")),
        NumericColumn("n", "n", real = false, java.math.BigDecimal.valueOf(-10)),
        CategoricalColumn("c", "c", "-10", 1, None, 0),
        WeightColumn("w", "w", real = true)
      )
    )
  }

  test("a column of the header has the name that the log gives it") {
    val schema = read(
      """{"format_version": 1, "name": "t", "input": {"format": "delimited", "header": true},
      "columns": [{"name": "n", "role": "numeric", "column": "Hour of day"}, {"name": "k", "role": "key"}]}"""
    )
    assert(schema.columns.map(_.header) == Seq("Hour of day", "k"))
  }

  test("crosses and the widths of embeddings are read, and written as they were") {
    val read = Golden.table("crosses.json").head.get("schema")
    val schema = SchemaReader.read(read)
    assert(
      schema.crosses == Seq(
        Cross(Seq("a", "c"), 2147483646L),
        Cross(Seq("c", "a"), 10),
        Cross(Seq("a"), 7)
      )
    )
    assert(schema.categorical.map(_.embeddingDimension) == Seq(None, Some(4), None))
    val written = SchemaWriter.resolved(schema)
    assert(written.get("crosses").toString == read.get("crosses").toString)
    assert(SchemaReader.read(written) == schema)
  }

  test("schemas that differ in what only models read mean the same values") {
    val schema = SchemaReader.read(Golden.table("crosses.json").head.get("schema"))
    val other = schema.copy(
      columns = schema.columns.map {
        case c: CategoricalColumn => c.copy(embeddingDimension = Some(9))
        case other                => other
      },
      crosses = IndexedSeq.empty
    )
    assert(SchemaDifference.first(schema, other).isEmpty)
  }

  test("text that is no JSON is refused with its line and column") {
    val error = intercept[ContractError](read("{\"name\": tru}"))
    assert(
      error.getMessage.startsWith("schema.json: expected JSON, received Unrecognized token 'tru'")
    )
    assert(error.getMessage.endsWith("at line 1, column 14"))
  }

  test("a field that is there twice is refused") {
    val error = intercept[ContractError](read("""{"name": "a", "name": "b"}"""))
    assert(error.getMessage.contains("Duplicate field 'name'"))
  }

  test("the resolved schema reads back as the same schema, with every default spelled out") {
    Seq(Paths.get("schema", "criteo.json"), Golden.folder.resolve("schema.json")).foreach { path =>
      val schema = SchemaReader.read(Files.readAllBytes(path), path.toString)
      val statistics = Statistics(13, Seq("site" -> CategoricalStatistics(None, 1, 1, 7, 4, 3)))
      val bytes = SchemaWriter.resolved(schema, statistics)
      assert(SchemaReader.read(bytes, "resolved") == schema)
      assert(
        mapper
          .readTree(bytes)
          .path("statistics")
          .path("columns")
          .path("site")
          .path("distinct")
          .asInt == 7
      )
    }
  }

  test("a column without a value has null for every number of its distribution") {
    val json = Statistics(2, Seq("n" -> NumericStatistics(2, 0, 0, None))).json
    assert(
      json.toString == """{"rows":2,"columns":{"n":{"missing":2,"collisions":0,"rounded":0,"min":null,""" +
        """"max":null,"mean":null,"std":null,"log_mean":null,"log_std":null,"quantiles":null}}}"""
    )
  }

  private def read(text: String): FeatureSchema =
    SchemaReader.read(text.getBytes(UTF_8), "schema.json")
}
