package sparky.prepare

import java.nio.file.{Files, Path, Paths}

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}

/** The bytes and tables of `schema/golden`, which the tests of both languages read. */
object Golden {
  val folder: Path = Paths.get("schema", "golden").toAbsolutePath

  def path(name: String): String = folder.resolve(name).toString

  def bytes(name: String): Array[Byte] = Files.readAllBytes(folder.resolve(name))

  /** The entries of a golden table. */
  def table(name: String): Seq[JsonNode] = {
    val list = new ObjectMapper().readTree(bytes(name))
    (0 until list.size).map(list.get)
  }
}
