package sparky.prepare

import org.apache.commons.text.similarity.LevenshteinDistance

/** Finds the known name that a mistyped one was probably meant to be. */
object NearestName {

  /** More edits than this are another word, not a slip of the fingers. */
  private val MaxEdits = 2

  /**
   * The known name within two edits of `name`, the nearest and then the first; none if all are
   * farther.
   */
  def of(name: String, known: Seq[String]): Option[String] = {
    val distance = LevenshteinDistance.getDefaultInstance
    val ranked = known.map(candidate => (distance.apply(name, candidate).intValue, candidate))
    ranked.filter(_._1 <= MaxEdits).sortBy(_._1).headOption.map(_._2)
  }

  /** ` (did you mean "name"?)`, or nothing where no known name is near. */
  def hint(name: String, known: Seq[String]): String =
    of(name, known).fold("")(near => s""" (did you mean "$near"?)""")
}
