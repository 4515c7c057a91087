package sparky.bench

import java.nio.file.{Files, Path}
import java.util.Comparator

/** The folder of what is written to be measured. */
final private class Scratch(root: Path) {

  def path(name: String): Path = root.resolve(name)

  /** Removes a file, or a folder with all that is in it. */
  def delete(name: String): Unit = {
    val all = Files.walk(path(name))
    try all.sorted(Comparator.reverseOrder[Path]()).forEach(file => Files.delete(file))
    finally all.close()
  }

  /** The one record file of a folder that was written by one task. */
  def recordFile(name: String): Path = {
    val all = Files.list(path(name))
    try all.filter(_.getFileName.toString.startsWith("part-")).findFirst().get()
    finally all.close()
  }
}
