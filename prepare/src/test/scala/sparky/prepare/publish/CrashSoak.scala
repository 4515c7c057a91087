package sparky.prepare.publish

import java.lang.management.ManagementFactory
import java.nio.file.{Files, Path}
import java.util.concurrent.TimeUnit

import scala.jdk.CollectionConverters._
import scala.util.Random
import scala.util.control.NonFatal

import sparky.prepare.{ApplicationSuite, CriteoPreprocessingApplication, Fault}

/**
 * Breaks a train and an evaluate job down at every operation on files, and kills twenty more at a
 * random moment. The last line says how many of the faults left whole outputs and a rerun that is
 * identical.
 */
object CrashSoak {
  private val Kills = 20
  private val LongestMillis = 12000

  def main(args: Array[String]): Unit = {
    val folder = Files.createTempDirectory("crash-soak")
    val context = ApplicationSuite.session.sparkContext
    val trials = Seq("train", "evaluate").map { mode =>
      new CrashTrial(context, mode, Files.createDirectory(folder.resolve(mode)))
    }
    val everywhere = for {
      trial <- trials
      n <- 1 to trial.operations
      fault <- Seq(Fault.Dead(n), Fault.DiskFull(n), Fault.Once(n))
    } yield survives { trial.survive(fault); () }
    val random = new Random(1)
    val killed = (1 to Kills).map { i =>
      val trial = trials(i % trials.size)
      survives(trial.surviveOutside(s"kill $i")(kill(_, random.nextInt(LongestMillis))))
    }
    finish(everywhere ++ killed, folder)
  }

  private def finish(survived: Seq[Boolean], folder: Path): Unit = {
    println(s"outputs are in $folder")
    println(s"${survived.size} faults, ${survived.count(identity)} survived")
    if (survived.contains(false)) sys.exit(1)
  }

  private def survives(trial: => Unit): Boolean =
    try { trial; true }
    catch { case NonFatal(e) => println(s"not survived: ${e.getMessage}"); false }

  /** Runs the application in a JVM like this one, and kills it after a while. */
  private def kill(flags: Seq[String], millis: Int): Unit = {
    val java = s"${System.getProperty("java.home")}/bin/java"
    val options = ManagementFactory.getRuntimeMXBean.getInputArguments.asScala
    val main = CriteoPreprocessingApplication.getClass.getName.stripSuffix("$")
    val classes = Seq("-cp", System.getProperty("java.class.path"), main)
    val process = new ProcessBuilder((java +: options ++: classes ++: flags).asJava)
      .redirectErrorStream(true)
      .redirectOutput(ProcessBuilder.Redirect.DISCARD)
      .start()
    process.waitFor(millis.toLong, TimeUnit.MILLISECONDS)
    process.destroyForcibly().waitFor()
    ()
  }
}
