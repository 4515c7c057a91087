package sparky.prepare.publish

import org.apache.hadoop.fs.Path

import sparky.prepare.{ContractError, Json}
import sparky.prepare.schema.{FeatureSchema, SchemaReader}
import sparky.prepare.storage.Storage

/** Loads artifacts, each file checked against the manifest first. */
final class ArtifactsReader(storage: Storage, directory: Path) {

  /**
   * @throws ContractError
   *   where the artifacts are missing, incomplete, damaged, or something else: naming the file,
   *   expected and received
   */
  def read(): Artifacts = {
    val manifest = readManifest()
    val files = listedIn(manifest, "files")
    val content = files.map(f => f.name -> checked(f, manifest.text("run_id"))).toMap
    val id = checkedId(manifest, files)
    val schemaBytes = listed(content, Artifacts.SchemaName)
    if (Digest.sha256(schemaBytes) != manifest.text("schema_digest"))
      manifest.refuse("schema_digest", Digest.sha256(schemaBytes))
    val schema = readSchema(schemaBytes)
    val vocabularies = schema.categorical.map { column =>
      val name = Artifacts.vocabularyName(column.name)
      VocabularyCsv.read(listed(content, name), place(name))
    }
    Artifacts(id, schemaBytes, schema, vocabularies, statistics(manifest))
  }

  /** Artifacts of before have no reports. */
  private def statistics(manifest: ManifestFields): Option[Array[Byte]] = {
    val reports = if (manifest.has("reports")) listedIn(manifest, "reports") else Nil
    reports.find(_.name == Report.StatisticsName).map(checked(_, manifest.text("run_id")))
  }

  private def listedIn(manifest: ManifestFields, field: String): Seq[ArtifactFile] = manifest
    .objects(field)
    .map(f => ArtifactFile(f.text("name"), f.number("bytes"), f.text("sha256")))

  private def readManifest(): ManifestFields = {
    val source = place(Manifest.Name)
    if (storage.status(new Path(source)).isEmpty)
      throw new ContractError(
        s"$source: expected the manifest of complete artifacts, received no such file"
      )
    val fields = new ManifestFields(source, Json.parse(storage.read(new Path(source)), source))
    if (fields.number("format_version") != 1) fields.refuse("format_version", "1")
    if (fields.text("kind") != Artifacts.Kind) fields.refuse("kind", s"\"${Artifacts.Kind}\"")
    fields
  }

  /** The bytes of a file, which may still have the name that it had before the commit. */
  private def checked(file: ArtifactFile, runId: String): Array[Byte] = {
    val staged = new Path(directory, s"${file.name}.$runId")
    val target = if (storage.status(staged).isDefined) staged else new Path(directory, file.name)
    val size = storage.status(target).map(_.getLen)
    if (!size.contains(file.bytes))
      refuse(target, s"${file.bytes} bytes", size.fold("no such file")(n => s"$n bytes"))
    val bytes = storage.read(target)
    if (Digest.sha256(bytes) != file.sha256)
      refuse(target, s"sha256 ${file.sha256}", Digest.sha256(bytes))
    bytes
  }

  private def checkedId(manifest: ManifestFields, files: Seq[ArtifactFile]): ArtifactsId = {
    val id = manifest.obj("artifacts")
    if (id.text("digest") != Digest.ofArtifacts(files))
      id.refuse("digest", Digest.ofArtifacts(files))
    ArtifactsId(
      directory.toString,
      id.text("digest"),
      id.number("generation"),
      id.texts("ancestors")
    )
  }

  private def readSchema(bytes: Array[Byte]): FeatureSchema =
    try SchemaReader.read(bytes, "schema")
    catch {
      case e: ContractError =>
        throw new ContractError(s"${place(Artifacts.SchemaName)}: ${e.getMessage}")
    }

  private def listed(content: Map[String, Array[Byte]], name: String): Array[Byte] =
    content.getOrElse(
      name,
      refuse(new Path(place(Manifest.Name)), s"a file $name in its list", "none")
    )

  private def place(name: String): String = new Path(directory, name).toString

  private def refuse(path: Path, expected: String, received: String): Nothing =
    throw new ContractError(s"$path: expected $expected, received $received")
}
