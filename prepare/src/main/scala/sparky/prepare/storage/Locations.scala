package sparky.prepare.storage

import java.nio.file.{Files, Path => LocalPath, Paths}

import org.apache.hadoop.fs.Path

import sparky.prepare.ForeignOutputError

/** Where things lie: paths below a common base, and whether one contains another. */
object Locations {

  /** A path as given, below `base` where it is relative; the base may end with a slash or not. */
  def resolve(base: String, text: String): Path = {
    val path = new Path(text)
    if (base.isEmpty || path.isAbsolute) path else new Path(s"${base.stripSuffix("/")}/$text")
  }

  /**
   * Refuses two places of which one is, or lies inside, the other.
   *
   * @throws ForeignOutputError
   *   naming both and what they are for
   */
  def refuseOverlap(storage: Storage, one: (String, Path), other: (String, Path)): Unit = {
    val (first, second) = (real(storage, one._2), real(storage, other._2))
    if (isWithin(first, second) || isWithin(second, first))
      throw new ForeignOutputError(
        s"${one._1} ${one._2}: expected a place apart from ${other._1}, received ${other._2}"
      )
  }

  private def isWithin(inner: String, outer: String): Boolean =
    inner == outer || inner.startsWith(outer.stripSuffix("/") + "/")

  /** The path without `.`, `..` and, on a local file system, symbolic links. */
  private def real(storage: Storage, path: Path): String = {
    val uri = storage.qualify(path).toUri.normalize
    if (uri.getScheme == "file") "file:" + realLocal(Paths.get(uri.getPath))
    else uri.toString
  }

  // What does not exist yet has no real path of its own: its nearest ancestor that exists has.
  private def realLocal(path: LocalPath): LocalPath =
    if (Files.exists(path)) path.toRealPath()
    else if (path.getParent == null) path
    else realLocal(path.getParent).resolve(path.getFileName)
}
