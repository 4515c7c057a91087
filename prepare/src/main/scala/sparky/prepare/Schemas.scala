package sparky.prepare

import sparky.prepare.publish.Artifacts
import sparky.prepare.schema.{FeatureSchema, SchemaDifference, SchemaReader, SchemaWriter}
import sparky.prepare.storage.{Locations, Storage}

/** Finds the schema that the command line names. */
object Schemas {
  private val Default = "/schema/criteo.json"

  /**
   * The schema of `--schema`, or Criteo's, with the limits that flags set.
   *
   * @throws ContractError
   *   `FILE: POINTER: WHAT` where it is missing or not valid
   */
  def read(storage: Storage, params: Params): FeatureSchema =
    named(storage, params).limited(params.minCount, params.maxVocabulary)

  private def named(storage: Storage, params: Params): FeatureSchema = params.schema match {
    case None => parse(builtIn, Default)
    case Some(file) =>
      val path = Locations.resolve(params.base, file)
      if (storage.status(path).isEmpty)
        throw new ContractError(s"$path: expected a schema, received no such file")
      parse(storage.read(path), path.toString)
  }

  /**
   * Refuses artifacts that were made with another schema than the command line names.
   *
   * @throws ContractError
   *   naming both
   */
  def refuseOther(storage: Storage, params: Params, artifacts: Artifacts): Unit = {
    val schema = read(storage, params)
    if (SchemaWriter.resolved(schema) != SchemaWriter.resolved(artifacts.schema))
      throw new ContractError(
        s"${params.schema.getOrElse(Default)}: expected the schema of the artifacts " +
          s"${artifacts.id.path}, received another"
      )
  }

  /**
   * The schema of `--schema`, whose values mean what those of the artifacts mean that are extended.
   *
   * @throws ContractError
   *   naming the first difference other than the limits of vocabularies
   */
  def extending(storage: Storage, params: Params, artifacts: Artifacts): FeatureSchema = {
    val schema = read(storage, params)
    SchemaDifference.first(artifacts.schema, schema).foreach { difference =>
      throw new ContractError(
        s"${params.schema.getOrElse(Default)}: ${difference.pointer}: expected " +
          s"${difference.expected}, as in the artifacts ${artifacts.id.path}, " +
          s"received ${difference.received}"
      )
    }
    schema
  }

  private def parse(bytes: Array[Byte], source: String): FeatureSchema =
    try SchemaReader.read(bytes, "schema")
    catch { case e: ContractError => throw new ContractError(s"$source: ${e.getMessage}") }

  private def builtIn: Array[Byte] = {
    val in = getClass.getResourceAsStream(Default)
    try in.readAllBytes()
    finally in.close()
  }
}
