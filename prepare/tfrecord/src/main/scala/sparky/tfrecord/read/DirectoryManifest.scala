package sparky.tfrecord
package read

import java.io.FileNotFoundException
import java.util.{LinkedHashMap, Map => JavaMap}

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path

import sparky.tfrecord.commit.{TFRecordManifest, WrittenFile}

/**
 * A manifest and where it lies.
 *
 * @param directory the one that it describes, with scheme and authority
 */
final private[read] class DirectoryManifest(val directory: Path, val manifest: TFRecordManifest) {
  private val entries = manifest.files.map(file => (file.name, file)).toMap

  /** The manifest's own file. */
  def path: Path = new Path(directory, TFRecordManifest.DirectoryName)

  /** What is said of a file below the directory. */
  def entry(file: Path): Option[WrittenFile] = entries.get(nameOf(file))

  /** The name by which a file, or a folder, below the directory is listed. */
  def nameOf(file: Path): String = directory.toUri.relativize(file.toUri).getPath

  /**
   * Refuses to take the records for Examples where they are SequenceExamples, or the other way
   * round. Records of any meaning may be either.
   */
  def requireRecordType(asked: RecordType): Unit = {
    val listed = manifest.recordType
    val any = RecordType.ByteArray.name
    if (listed != asked.name && listed != any && asked.name != any) {
      throw new TFRecordException("option recordType", s"$listed, as $path says", asked.name)
    }
  }
}

private[read] object DirectoryManifest {

  private val CachedManifests = 16

  /** The manifests that were used last: every task needs one. Replaced ones are other files. */
  private val cache = new LinkedHashMap[Version, DirectoryManifest](CachedManifests, 0.75f, true) {
    override def removeEldestEntry(eldest: JavaMap.Entry[Version, DirectoryManifest]): Boolean =
      size > CachedManifests
  }

  private case class Version(path: Path, modified: Long, bytes: Long)

  /**
   * The manifest that describes the files of a folder: the folder's own, or where that is a
   * partition's (`day=1`), the one above.
   *
   * @throws TFRecordException what stands there is no manifest
   */
  def of(folder: Path, conf: Configuration): Option[DirectoryManifest] = {
    val files = folder.getFileSystem(conf)
    at(files.makeQualified(folder), conf).orElse {
      Option(folder.getParent).filter(_ => folder.getName.contains('=')).flatMap(of(_, conf))
    }
  }

  private def at(directory: Path, conf: Configuration): Option[DirectoryManifest] = {
    val path = new Path(directory, TFRecordManifest.DirectoryName)
    try {
      val status = path.getFileSystem(conf).getFileStatus(path)
      read(Version(path, status.getModificationTime, status.getLen), directory, conf)
    } catch { case _: FileNotFoundException => None }
  }

  private def read(
      version: Version,
      directory: Path,
      conf: Configuration
  ): Option[DirectoryManifest] =
    cache.synchronized {
      val found = Option(cache.get(version)).orElse {
        TFRecordManifest.read(version.path, conf).map(new DirectoryManifest(directory, _))
      }
      found.foreach(cache.put(version, _))
      found
    }
}
