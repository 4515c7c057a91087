package sparky.prepare

import java.io.{ByteArrayOutputStream, PrintStream}
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Path}

import com.fasterxml.jackson.databind.{JsonNode, ObjectMapper}
import org.scalatest.funsuite.AnyFunSuite

import org.apache.logging.log4j.{Level, LogManager}
import org.apache.logging.log4j.core.config.Configurator
import org.apache.spark.sql.SparkSession

import sparky.prepare.publish.Digest
import sparky.tfrecord.RecordFiles

/**
 * Runs the application as its `main` does, in one session on two threads whose tasks have four
 * attempts.
 */
abstract class ApplicationSuite extends AnyFunSuite with TemporaryFiles {
  import ApplicationSuite.Ended

  def run(args: String*): Ended = {
    ApplicationSuite.session
    val (out, err) = (new ByteArrayOutputStream, new ByteArrayOutputStream)
    val code = CriteoPreprocessingApplication.run(args, new PrintStream(out), new PrintStream(err))
    Ended(code, out.toString("UTF-8"), err.toString("UTF-8"))
  }

  /** Runs with the flags of a case in the place of those that all cases of a suite have. */
  def runWith(common: Seq[String], own: Seq[String]): Ended = {
    val flags = common.grouped(2).filterNot(pair => own.contains(pair.head)).flatten.toSeq
    run(flags ++ own: _*)
  }

  /** Runs and expects success. */
  def succeed(args: String*): Ended = {
    val ended = run(args: _*)
    assert(ended.code == 0, ended.err)
    ended
  }

  def manifest(directory: Path): JsonNode = RecordFiles.manifest(directory)

  /** The records of a directory's parts in the order of the manifest. */
  def records(directory: Path): Seq[Seq[Byte]] = {
    val files = manifest(directory).get("files")
    (0 until files.size).flatMap(i =>
      RecordFiles.records(directory.resolve(files.get(i).get("name").textValue))
    )
  }

  /** The content of the record files in the order of the manifest. */
  def recordBytes(directory: Path): Seq[Seq[Byte]] = {
    val files = manifest(directory).get("files")
    (0 until files.size).map(i =>
      Files.readAllBytes(directory.resolve(files.get(i).get("name").textValue)).toSeq
    )
  }

  /** The rejects of a directory of records, in the order of the log, without their `after`. */
  def rejects(folder: Path): Seq[JsonNode] = {
    val mapper = new ObjectMapper
    val names = RecordFiles.list(folder).filter(_.endsWith(".jsonl"))
    names.flatMap(n =>
      new String(Files.readAllBytes(folder.resolve(n)), UTF_8).linesIterator.map(mapper.readTree)
    )
  }

  /** Checks a directory of records against its manifest, which must list every file there. */
  def assertComplete(directory: Path): Unit = {
    val said = manifest(directory)
    val counts = said.get("counts")
    val parts = Seq("written", "rejected", "left_out").map(counts.path(_).asLong)
    assert(counts.get("read").asLong == parts.sum)
    val listed = Seq("files", "rejects").flatMap { field =>
      val entries = said.get(field)
      (0 until entries.size).map(entries.get)
    }
    listed.foreach { entry =>
      val bytes = Files.readAllBytes(directory.resolve(entry.get("name").textValue))
      val crc = new java.util.zip.CRC32C
      crc.update(bytes)
      assert(entry.get("bytes").asInt == bytes.length)
      assert(entry.get("crc32c").textValue == f"${crc.getValue}%08x")
    }
    val names = listed.map(_.get("name").textValue) ++ Seq("_MANIFEST.json", "schema.json")
    assert(contents(directory).keySet == names.toSet ++ ApplicationSuite.Reports)
    assertReports(directory)
  }

  /** Checks the reports of a directory against its manifest. */
  def assertReports(directory: Path): Unit = {
    val listed = manifest(directory).get("reports")
    val reports = (0 until listed.size).map(listed.get)
    assert(reports.map(_.get("name").textValue).toSet == ApplicationSuite.Reports)
    reports.foreach { entry =>
      val bytes = Files.readAllBytes(directory.resolve(entry.get("name").textValue))
      assert(entry.get("bytes").asInt == bytes.length)
      assert(entry.get("sha256").textValue == Digest.sha256(bytes))
    }
  }
}

object ApplicationSuite {

  /** What every output directory holds for people. */
  val Reports: Set[String] = Set("stats.json", "report.html")

  /** What a run ended with and said. */
  final case class Ended(code: Int, out: String, err: String) {
    def message: String = err.trim.stripPrefix("CriteoPreprocessingApplication: ")
  }

  /** One for all suites: a session takes seconds to start. It ends with the JVM. */
  lazy val session: SparkSession = {
    val spark = SparkSession.builder().master("local[2,4]").appName("prepare").getOrCreate()
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF)
    spark
  }
}
