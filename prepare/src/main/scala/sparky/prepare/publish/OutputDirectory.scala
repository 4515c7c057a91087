package sparky.prepare.publish

import scala.util.matching.Regex

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.node.ObjectNode

import org.apache.hadoop.fs.{FileStatus, Path}

import sparky.prepare.{ContractError, ForeignOutputError, Json}
import sparky.prepare.reject.Staging
import sparky.prepare.storage.Storage

/**
 * An output directory and the steps of its commit, `schema/FORMAT.md`, section 7.
 *
 * @param kind
 *   of the manifest to come, and of the one that may be replaced
 * @param runId
 *   names the claim and the staging folder of this run
 */
final class OutputDirectory(storage: Storage, val path: Path, kind: String, runId: String) {
  import OutputDirectory._

  private val existed = storage.status(path).isDefined
  private val claimFile = new Path(path, ClaimName)
  private val manifestFile = new Path(path, Manifest.Name)

  /** Where tasks leave what the driver has to collect. */
  val staging: Staging = Staging(new Path(path, s"_staging-$runId").toString)

  /** The list of parts that the data source leaves for the driver. */
  val recordsName: String = s"_records-$runId.json"

  /** The place of rejects of a run that failed: beside the directory. */
  def failedRejects: Path = path.suffix("_rejects")

  /**
   * Looks whether this run may write here, and finishes a commit that was cut off after its
   * decisive step.
   *
   * @throws ForeignOutputError
   *   where the directory holds something else than a former output of this kind
   */
  def open(): Unit = {
    if (storage.status(path).exists(_.isFile)) refuse("a directory", "a file")
    val (manifest, claim) = (document(manifestFile), document(claimFile))
    if (manifest.isEmpty && claim.isEmpty && storage.list(path).nonEmpty)
      refuse(s"an empty directory or one with ${Manifest.Name} or $ClaimName", "other files")
    val kinds = (manifest ++ claim).map(_.path("kind").asText)
    kinds.filter(_ != kind).foreach(other => refuse(s"a directory of kind $kind", other))
    finishCommit()
  }

  /**
   * Marks the directory as ours, before anything else is written, and removes what a run that was
   * killed has left: Spark would take its finished tasks for those of this run.
   */
  def claim(): Unit = {
    val claim = Json.obj().put("format_version", 1).put("kind", kind).put("run_id", runId)
    storage.fileSystem(path).mkdirs(path)
    storage.replace(claimFile, claimFile.suffix(s".$runId"), Json.pretty(claim))
    removeDebris()
  }

  /** Writes a file of a fixed name under the name that it has until the commit. */
  def stage(name: String, bytes: Array[Byte], run: String): Unit =
    storage.write(new Path(path, s"$name.$run"), bytes)

  /**
   * Commits: replaces the manifest in one step, then gives staged files their names and removes
   * what is not listed.
   */
  def commit(manifest: ObjectNode): Unit = {
    val run = manifest.get("run_id").asText
    storage.replace(manifestFile, manifestFile.suffix(s".$run"), Json.pretty(manifest))
    rollForward(run)
    removeDebris()
    storage.delete(claimFile)
  }

  /**
   * Leaves the directory as it was before the claim; after the decisive step of a commit that
   * failed later, as it is to be.
   */
  def abandon(): Unit = {
    finishCommit()
    removeDebris()
    storage.delete(claimFile)
    if (!existed && storage.list(path).isEmpty) storage.fileSystem(path).delete(path, false)
    ()
  }

  /** Gives files that the manifest's own run staged their names: they are the output already. */
  private def finishCommit(): Unit =
    document(manifestFile).foreach(manifest => rollForward(manifest.path("run_id").asText))

  private def rollForward(run: String): Unit =
    (storage.list(path) ++ storage.list(new Path(path, VocabularyFolder)))
      .filter(s => s.isFile && s.getPath.getName.endsWith(s".$run"))
      .foreach(s =>
        storage
          .rename(s.getPath, new Path(s.getPath.getParent, s.getPath.getName.stripSuffix(s".$run")))
      )

  /** Removes what a run may have left and the manifest, if there is one, does not list. */
  private def removeDebris(): Unit = {
    val listed = document(manifestFile).fold(Set.empty[String])(names)
    remove(path, "", OwnNames, listed)
    remove(new Path(path, VocabularyFolder), s"$VocabularyFolder/", VocabularyNames, listed)
    remove(new Path(path, RejectsFolder), s"$RejectsFolder/", RejectNames, listed)
  }

  private def remove(folder: Path, prefix: String, own: Regex, listed: Set[String]): Unit = {
    def isStale(status: FileStatus): Boolean = {
      val name = status.getPath.getName
      own.pattern.matcher(name).matches && !listed.contains(prefix + name)
    }
    storage.list(folder).filter(isStale).foreach(s => storage.delete(s.getPath))
    if (prefix.nonEmpty && storage.status(folder).isDefined && storage.list(folder).isEmpty)
      storage.delete(folder)
  }

  private def names(manifest: JsonNode): Set[String] =
    Seq("files", "rejects", "reports").flatMap { field =>
      val list = manifest.path(field)
      (0 until list.size).map(list.get(_).path("name").asText)
    }.toSet

  /** A manifest or claim of ours; anything else is as good as none. */
  private def document(file: Path): Option[JsonNode] =
    try
      storage
        .status(file)
        .map(_ => Json.parse(storage.read(file), file.toString))
        .filter(n =>
          n.path("format_version").asText == "1" && n.path("kind").isTextual && n
            .path("run_id")
            .isTextual
        )
    catch { case _: ContractError => None }

  private def refuse(expected: String, received: String): Nothing =
    throw new ForeignOutputError(s"$path: expected $expected, received $received")
}

object OutputDirectory {
  private val ClaimName = "_CLAIM.json"

  /** The folder of the vocabularies among the artifacts. */
  val VocabularyFolder: String = "vocabulary"

  /** The folder of the rejects in a directory of records. */
  val RejectsFolder: String = "_rejects"
  private val OwnNames =
    ("""part-.*\.tfrecord(\.gz)?|_staging-.*|_records-.*|_temporary|_SUCCESS|""" +
      """(_CLAIM|_MANIFEST|schema|stats)\.json\..*|report\.html\..*""").r
  private val VocabularyNames = """.*\.csv(\..*)?""".r

  /** The files that [[sparky.prepare.reject]] leaves. */
  val RejectNames: Regex = """part-\d{5,}-.*\.jsonl(\..*)?""".r
}
