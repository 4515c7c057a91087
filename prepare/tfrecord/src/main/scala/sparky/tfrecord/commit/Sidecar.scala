package sparky.tfrecord
package commit

import java.nio.charset.StandardCharsets.UTF_8

import com.fasterxml.jackson.databind.ObjectMapper

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{FileSystem, Path}

/**
 * The note that a writer leaves beside its file in the attempt's folder: it shares the fate of the
 * file, so what failed, retried and speculative attempts counted goes with them. The job's commit
 * takes the notes out again.
 */
private[tfrecord] object Sidecar {
  private val Suffix = ".tfrecord-sidecar"
  private val mapper = new ObjectMapper

  /**
   * Leaves the note of a closed file.
   *
   * @param written named by the last part of its path
   */
  def write(file: Path, written: WrittenFile, conf: Configuration): Unit = {
    val out = HadoopFiles.create(beside(file), conf)
    try out.write(written.toJson.toString.getBytes(UTF_8))
    finally out.close()
  }

  /**
   * Removes the notes below the folder of a committed task.
   *
   * @return the files, by their paths below `folder`
   * @throws TFRecordException a file has no note, a note has no file, or their sizes differ
   */
  def take(files: FileSystem, folder: Path, conf: Configuration): Seq[WrittenFile] = {
    val (notes, data) = list(files, folder).partition(_.path.getName.endsWith(Suffix))
    val written = notes.map(note => noted(folder, note.path, conf))
    val found = data.map(file => (relative(folder, file.path), file.bytes)).toMap
    requireSame(folder, written, found)
    notes.foreach(note => files.delete(note.path, false))
    written
  }

  private case class Found(path: Path, bytes: Long)

  private def list(files: FileSystem, folder: Path): Seq[Found] = {
    val found = Seq.newBuilder[Found]
    val all = files.listFiles(folder, true)
    while (all.hasNext) {
      val status = all.next()
      found += Found(status.getPath, status.getLen)
    }
    found.result()
  }

  private def noted(folder: Path, note: Path, conf: Configuration): WrittenFile = {
    val written = WrittenFile.fromJson(mapper.readTree(HadoopFiles.read(note, conf)))
    written.copy(name = relative(folder, new Path(note.getParent, written.name)))
  }

  private def requireSame(
      folder: Path,
      written: Seq[WrittenFile],
      found: Map[String, Long]
  ): Unit = {
    val noted = written.map(file => (file.name, file.bytes)).toMap
    if (noted != found) {
      val name = (noted.toSet ++ found.toSet -- noted.toSet.intersect(found.toSet)).head._1
      throw new TFRecordException(
        s"file $name of the committed task $folder",
        noted.get(name).fold("a file that its writer has closed")(bytes => s"$bytes bytes"),
        found.get(name).fold("no file")(bytes => s"$bytes bytes")
      )
    }
  }

  private def beside(file: Path): Path = new Path(file.getParent, s".${file.getName}$Suffix")

  private def relative(folder: Path, file: Path): String =
    folder.toUri.relativize(file.toUri).getPath
}
