package sparky.tfrecord

/**
 * What a reader does with `_MANIFEST.json`, the list of the files of a directory.
 *
 * @param name the value of option `manifest`
 */
sealed abstract private[tfrecord] class ManifestUse(val name: String) extends Serializable

private[tfrecord] object ManifestUse {

  /** A directory without a manifest is refused. */
  case object Require extends ManifestUse("require")

  /** Where there is a manifest, the directory has to be as it says. */
  case object Use extends ManifestUse("use")

  /** The files are read as they are: what is lost on a record's boundary is not seen. */
  case object Ignore extends ManifestUse("ignore")

  val All: Seq[ManifestUse] = Seq(Require, Use, Ignore)
}
