package sparky.tfrecord
package read

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.Path

import sparky.tfrecord.commit.{IndexEntry, WrittenFile}

/**
 * Whether files are as the manifest of their directory lists them.
 *
 * @param streaming files arrive before the manifest that lists them does
 */
final private[read] class ManifestCheck(options: TFRecordOptions, streaming: Boolean)
    extends Serializable {

  /**
   * What is known of a file, or None where it is no record file and is passed over.
   *
   * @param bytes its length
   * @throws TFRecordException it is not as it is listed
   */
  def of(file: Path, bytes: Long, conf: Configuration): Option[KnownFile] =
    if (options.manifest == ManifestUse.Ignore) Some(KnownFile.Unknown)
    else
      DirectoryManifest.of(file.getParent, conf) match {
        case Some(manifest) => listed(manifest, file, bytes)
        case None           => Some(unlisted(file))
      }

  private def listed(manifest: DirectoryManifest, file: Path, bytes: Long): Option[KnownFile] = {
    manifest.requireRecordType(options.recordType)
    manifest.entry(file) match {
      case Some(entry)                                        => Some(sized(file, entry, bytes))
      case None if !RecordFileName.isRecordFile(file.getName) => None
      case None if streaming                                  => Some(KnownFile.Unknown)
      case None =>
        throw new TFRecordException(s"file $file", s"a file that ${manifest.path} lists", "another")
    }
  }

  private def sized(file: Path, entry: WrittenFile, bytes: Long): KnownFile =
    if (entry.bytes == bytes) KnownFile(Some(entry.records), entry.index)
    else {
      val expected = s"${entry.bytes} bytes, as the manifest lists it"
      throw new TFRecordException(s"file $file", expected, s"$bytes bytes")
    }

  private def unlisted(file: Path): KnownFile =
    if (options.manifest != ManifestUse.Require) KnownFile.Unknown
    else throw ManifestCheck.absent(file.getParent)
}

private[read] object ManifestCheck {

  /** No manifest lists the files of a folder, and option `manifest` requires one. */
  def absent(folder: Path): TFRecordException =
    new TFRecordException(s"directory $folder", "a manifest (option manifest=require)", "none")
}

/**
 * What is known of a file before it is read.
 *
 * @param records how many it holds
 * @param index   places where a record begins, by offset
 */
final private[read] case class KnownFile(records: Option[Long], index: Seq[IndexEntry]) {

  /** The same with the places behind byte `start` alone. */
  def behind(start: Long): KnownFile = copy(index = index.dropWhile(_.offset <= start))
}

private[read] object KnownFile {

  /** Nothing. */
  val Unknown: KnownFile = KnownFile(None, Seq.empty)
}
