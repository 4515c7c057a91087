package sparky.prepare

import com.fasterxml.jackson.core.{JsonParser, JsonProcessingException}
import com.fasterxml.jackson.core.util.{DefaultIndenter, DefaultPrettyPrinter}
import com.fasterxml.jackson.databind.{DeserializationFeature, JsonNode, ObjectMapper}
import com.fasterxml.jackson.databind.node.ObjectNode

/**
 * Strict JSON: no duplicate names, nothing after the document, decimals kept as they are spelled.
 */
object Json {
  private val mapper: ObjectMapper = new ObjectMapper()
    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
  mapper.getFactory.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)

  /** A new object without fields. */
  def obj(): ObjectNode = mapper.createObjectNode()

  /**
   * Parses UTF-8 bytes.
   *
   * @throws ContractError
   *   `SOURCE: expected JSON, received …` with the line and column of the fault
   */
  def parse(bytes: Array[Byte], source: String): JsonNode =
    try {
      val node = mapper.readTree(bytes)
      if (node.isMissingNode) throw new ContractError(s"$source: expected JSON, received nothing")
      node
    } catch {
      case e: JsonProcessingException =>
        val where =
          Option(e.getLocation).fold("")(l => s" at line ${l.getLineNr}, column ${l.getColumnNr}")
        throw new ContractError(s"$source: expected JSON, received ${e.getOriginalMessage}$where")
    }

  /** Indented UTF-8 bytes with a final line feed; the same node gives the same bytes everywhere. */
  def pretty(node: JsonNode): Array[Byte] = {
    val indenter = new DefaultIndenter("  ", "\n")
    val printer = new DefaultPrettyPrinter().withObjectIndenter(indenter)
    (mapper.writer(printer).writeValueAsString(node) + "\n").getBytes("UTF-8")
  }

  /** One line of UTF-8 bytes, with its line feed. */
  def line(node: JsonNode): Array[Byte] = (mapper.writeValueAsString(node) + "\n").getBytes("UTF-8")
}
