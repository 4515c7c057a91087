package sparky.prepare

import org.apache.hadoop.fs.Path

import sparky.prepare.publish.{Artifacts, ArtifactsReader}
import sparky.prepare.schema.FeatureSchema
import sparky.prepare.storage.{Locations, Storage}

/**
 * The artifacts that a run begins with: those that it encodes with, or those that it extends.
 *
 * @param path
 *   of `--artifacts`
 */
final class GivenArtifacts(storage: Storage, params: Params, path: Path, progress: Progress) {

  /** Those of a mode that does not rank. */
  val encoding: Option[Artifacts] = if (params.mode.ranks) None else Some(load(path))

  /** Those whose ids the new ones keep. */
  val extended: Option[Artifacts] = params.extendArtifacts.map { directory =>
    load(storage.qualify(Locations.resolve(params.base, directory)))
  }

  /** The schema of the run. */
  val schema: FeatureSchema = encoding.map(checked).orElse(extended.map(extending)).getOrElse {
    Schemas.read(storage, params)
  }

  private def load(directory: Path): Artifacts =
    progress.stage("artifacts")(new ArtifactsReader(storage, directory).read()) { artifacts =>
      s"$directory: ${artifacts.sizes}"
    }

  private def checked(artifacts: Artifacts): FeatureSchema = {
    params.schema.foreach(_ => Schemas.refuseOther(storage, params, artifacts))
    artifacts.schema
  }

  private def extending(artifacts: Artifacts): FeatureSchema =
    if (params.schema.isDefined) Schemas.extending(storage, params, artifacts)
    else artifacts.schema.limited(params.minCount, params.maxVocabulary)
}
