package sparky.prepare.publish

import java.io.{ByteArrayOutputStream, PrintStream}
import java.nio.file.{Files, Path}
import java.util.Comparator

import org.apache.spark.SparkContext

import sparky.prepare.{CriteoPreprocessingApplication, Fault, FaultyFileSystem}
import sparky.prepare.ApplicationSuite.Ended

/**
 * A small job over the complete outputs of an earlier one, which breaks down on its way and is run
 * again.
 *
 * @param mode
 *   train, which replaces artifacts and records, or evaluate, which replaces records
 * @param folder
 *   empty; its own
 */
final class CrashTrial(context: SparkContext, mode: String, folder: Path) {
  import CrashTrial._

  FaultyFileSystem.configure(context.hadoopConfiguration)
  private val root = folder.resolve("run")
  private val saved = folder.resolve("saved")
  private val outputs = if (mode == "train") Seq("artifacts", "train") else Seq(mode)

  Files.writeString(folder.resolve("schema.json"), Schema)
  Files.writeString(folder.resolve("earlier.tsv"), rows(0 until 40))
  Files.writeString(folder.resolve("now.tsv"), rows(10 until 70))
  complete("train", "earlier.tsv")
  if (mode != "train") complete(mode, "earlier.tsv")
  private val earlier = found()
  copy(root, saved)

  /** How many operations a run has that nothing disturbs. */
  val operations: Int = FaultyFileSystem.during(Fault.None)(complete(mode, "now.tsv"))._2
  private val now = found()

  /**
   * Breaks the job down and runs it again.
   *
   * @return
   *   the exit code of the run that broke down
   * @throws IllegalArgumentException
   *   where an output is neither that of the earlier run nor the new one, whole; or the rerun is
   *   not what it is undisturbed; or it leaves a file behind that no manifest lists
   */
  def survive(fault: Fault): Int = {
    restore()
    val ended = FaultyFileSystem.during(fault)(run(flags(mode, "now.tsv")))._1
    check(s"$mode, $fault")
    ended.code
  }

  /** Breaks the job down as `disturb` does, which is given its flags, and runs it again. */
  def surviveOutside(name: String)(disturb: Seq[String] => Unit): Unit = {
    restore()
    disturb(flags(mode, "now.tsv").map(_.replace("faulty:", "file:")))
    check(name)
  }

  private def check(clue: String): Unit = {
    val after = found()
    outputs.foreach { name =>
      val known = Set(earlier(name), now(name))
      require(known.contains(after(name)), s"$clue: $name is neither the earlier nor the new one")
    }
    complete(mode, "now.tsv")
    require(found() == now, s"$clue: the rerun gives something else")
    outputs.map(root.resolve).foreach { directory =>
      val stray = names(directory) -- VerifiedOutput.names(directory)
      require(stray.isEmpty, s"$clue: the rerun leaves $stray")
    }
  }

  private def found(): Map[String, (Map[String, Seq[Byte]], String)] =
    outputs.map(name => name -> VerifiedOutput.of(root.resolve(name)).result).toMap

  private def complete(mode: String, log: String): Unit = {
    val ended = run(flags(mode, log))
    require(ended.code == 0, s"$mode of $log failed: ${ended.err}")
  }

  private def flags(mode: String, log: String): Seq[String] = {
    val own = if (mode == "train") Seq("--schema", s"$folder/schema.json") else Nil
    Seq("-m", mode, "-i", s"$folder/$log", "-o", s"faulty:$root/$mode") ++
      Seq("-x", s"faulty:$root/artifacts", "-n", "2", "--rows-per-record", "8") ++
      Seq("--max-bad-rows", "9") ++ own
  }

  private def restore(): Unit = {
    delete(root)
    copy(saved, root)
  }
}

object CrashTrial {
  private val Schema =
    """{"format_version": 1, "name": "small", "input": {"format": "delimited"}, "columns": [
      {"name": "y", "role": "label"}, {"name": "n", "role": "numeric"},
      {"name": "c", "role": "categorical"}]}"""

  /** Lines of which every twentieth is no row. */
  private def rows(numbers: Range): String =
    numbers.map(i => if (i % 20 == 5) s"bad $i\n" else s"${i % 2}\t$i\tv${i % 7}\n").mkString

  private def run(flags: Seq[String]): Ended = {
    val (out, err) = (new ByteArrayOutputStream, new ByteArrayOutputStream)
    val code = CriteoPreprocessingApplication.run(flags, new PrintStream(out), new PrintStream(err))
    Ended(code, out.toString("UTF-8"), err.toString("UTF-8"))
  }

  private def names(directory: Path): Set[String] = {
    val files = Files.walk(directory)
    try
      files
        .filter(Files.isRegularFile(_))
        .map(directory.relativize(_).toString)
        .toArray
        .map(_.toString)
        .toSet
    finally files.close()
  }

  private def copy(from: Path, to: Path): Unit = {
    val files = Files.walk(from)
    try files.forEach { path => Files.copy(path, to.resolve(from.relativize(path))); () }
    finally files.close()
  }

  private def delete(path: Path): Unit = {
    val files = Files.walk(path)
    try files.sorted(Comparator.reverseOrder[Path]).forEach(Files.delete(_))
    finally files.close()
  }
}
