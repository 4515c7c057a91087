package sparky.prepare.publish

/**
 * A file that tells of an output and is no part of what it is for: statistics, a page.
 *
 * @param name
 *   of a fixed name, in the output directory
 */
final case class Report(name: String, bytes: Array[Byte]) {

  /** How the manifest lists it. */
  def listed: ArtifactFile = ArtifactFile(name, bytes.length.toLong, Digest.sha256(bytes))
}

object Report {

  /** The name of the statistics. */
  val StatisticsName: String = "stats.json"

  /** The name of the page that shows them. */
  val PageName: String = "report.html"
}
