import sbtassembly.AssemblyPlugin.autoImport._

// Versions. All is built for Spark 4; `cross` builds and tests the data source for Spark 3.5 too.
val scala213 = "2.13.16" // the one in Spark 4.0's own jars
val scala212 = "2.12.20"
val spark4 = "4.0.1"
val spark3 = "3.5.7"
val scopt = "4.1.0"
val scalatags = "0.13.1" // HTML that is escaped wherever it is not a tag
val tensorflow = "1.15.0" // the last of tensorflow-hadoop
val scalatest = "3.2.19"
val scalacheck = "3.2.19.0"
val jazzer = "0.30.0" // what runs the targets of `make fuzz`: coverage-guided, in the JVM

ThisBuild / organization := "sparky"
ThisBuild / version := "0.1.0"
ThisBuild / scalaVersion := scala213

def isScala213(version: String): Boolean = version.startsWith("2.13")

/** The Spark line that a Scala version stands for. */
def sparkLine(scala: String): String = if (isScala213(scala)) "4.0" else "3.5"

/** Every warning is an error; class files are for the oldest Java that the Spark line runs on. */
def compilerOptions(version: String): Seq[String] =
  Seq(
    "-encoding",
    "UTF-8",
    "-deprecation",
    "-feature",
    "-unchecked",
    "-Xlint",
    "-Ywarn-dead-code"
  ) ++
    (if (isScala213(version)) Seq("-release", "17", "-Wunused", "-Werror")
     else Seq("-release", "11", "-Ywarn-unused", "-Xfatal-warnings"))

/** What Spark opens of the JDK for itself when it starts a JVM (its `JavaModuleOptions`). */
val sparkOpens = Seq(
  "java.lang",
  "java.lang.invoke",
  "java.lang.reflect",
  "java.io",
  "java.net",
  "java.nio",
  "java.util",
  "java.util.concurrent",
  "java.util.concurrent.atomic",
  "jdk.internal.ref",
  "sun.nio.ch",
  "sun.nio.cs",
  "sun.security.action",
  "sun.util.calendar"
).map(name => s"--add-opens=java.base/$name=ALL-UNNAMED")

/** A JVM as Spark starts one, with no log but warnings; the same everywhere. */
lazy val jvmOptions = Def.setting {
  sparkOpens ++ Seq(
    "-XX:+IgnoreUnrecognizedVMOptions",
    "-Djdk.reflect.useDirectMethodHandle=false",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Duser.timezone=UTC",
    "-Duser.language=en",
    "-Duser.country=US",
    "-Dfile.encoding=UTF-8",
    s"-Dlog4j2.configurationFile=${(ThisBuild / baseDirectory).value}/deploy/local/log4j2.properties",
    "-Dspark.ui.enabled=false",
    "-Dspark.driver.bindAddress=127.0.0.1",
    "-Dspark.driver.host=127.0.0.1"
  )
}

/** Tests run in a JVM of their own, from the root folder; little of it runs long enough for C2. */
val forkedTests = Seq(
  Test / fork := true,
  Test / baseDirectory := (ThisBuild / baseDirectory).value,
  Test / envVars := Map("TZ" -> "UTC"),
  Test / javaOptions ++= jvmOptions.value ++ Seq("-Xmx2g", "-XX:TieredStopAtLevel=1"),
  Test / testOptions += Tests.Argument(TestFrameworks.ScalaTest, "-oD")
)

val common = Seq(
  crossScalaVersions := Seq(scala213),
  scalacOptions ++= compilerOptions(scalaVersion.value),
  libraryDependencies ++= Seq(
    "org.apache.spark" %% "spark-sql" % (if (isScala213(scalaVersion.value)) spark4 else spark3)
      % Provided,
    "org.scalatest" %% "scalatest" % scalatest % Test,
    "org.scalatestplus" %% "scalacheck-1-18" % scalacheck % Test
  )
)

/** What differs between the Spark lines has a folder of its own for each. */
val perSparkLine = Seq(Compile, Test).map { part =>
  part / unmanagedSourceDirectories +=
    (part / sourceDirectory).value / s"scala-spark-${sparkLine(scalaVersion.value)}"
}

/** Runs a main class of the tests in a JVM of its own. */
def soakOf(main: String, memory: String) = Def.task {
  val options = ForkOptions()
    .withOutputStrategy(StdoutOutput)
    .withRunJVMOptions(jvmOptions.value.toVector :+ memory)
  new ForkRun(options)
    .run(main, (Test / fullClasspath).value.files, Seq.empty, streams.value.log)
    .get
}

lazy val soak = taskKey[Unit]("the tests that are too long for every day")

/** The Spark data source for TFRecord files: usable alone, no dependency but Spark. */
lazy val tfrecord = (project in file("prepare/tfrecord"))
  .settings(common, forkedTests, perSparkLine)
  .settings(
    name := "sparky-tfrecord",
    crossScalaVersions += scala212,
    // The lines share no file that is built, so that neither build disturbs the other.
    target := {
      val all = baseDirectory.value / "target"
      if (isScala213(scalaVersion.value)) all else all / "spark-3.5"
    },
    Compile / packageBin / artifactPath := target.value / "sparky-tfrecord.jar",
    libraryDependencies += "com.code-intelligence" % "jazzer" % jazzer % Test,
    Test / run / outputStrategy := Some(StdoutOutput),
    // Enough memory for whatever a damaged file claims.
    soak := soakOf("sparky.tfrecord.read.DamageSoak", "-Xmx64m").value
  )

addCommandAlias(
  "cross",
  s"++ $scala212! ; tfrecord/scalafmtCheckAll ; tfrecord/test ; tfrecord/package"
)

/** The Spark application, in one jar with the data source and the flag parser. */
lazy val prepare = (project in file("prepare"))
  .dependsOn(tfrecord % "compile->compile;test->test")
  .settings(common, forkedTests)
  .settings(
    name := "sparky-prepare",
    libraryDependencies ++= Seq(
      "com.github.scopt" %% "scopt" % scopt,
      "com.lihaoyi" %% "scalatags" % scalatags
    ),
    Compile / resourceGenerators += copySchema.taskValue,
    assembly / mainClass := Some("sparky.prepare.CriteoPreprocessingApplication"),
    assembly / assemblyOutputPath := target.value / "sparky-prepare.jar",
    assembly / assemblyOption ~= (_.withIncludeScala(false)),
    assembly / test := {},
    soak := soakOf("sparky.prepare.publish.CrashSoak", "-Xmx1g").value
  )

/** The default schema is the one file of the contract, not a copy of it under version control. */
lazy val copySchema = Def.task {
  val from = (ThisBuild / baseDirectory).value / "schema" / "criteo.json"
  val to = (Compile / resourceManaged).value / "schema" / "criteo.json"
  IO.copyFile(from, to)
  Seq(to)
}

/** What the benchmarks run in a JVM; no part of anything that ships. */
lazy val bench = (project in file("bench/tfrecord"))
  .dependsOn(prepare)
  .settings(common)
  .settings(
    Compile / unmanagedSourceDirectories +=
      (ThisBuild / baseDirectory).value / "bench/prepare/src/main/scala",
    Compile / run / mainClass := Some("sparky.bench.TFRecordBenchmark"),
    libraryDependencies ++= Seq(
      "org.apache.spark" %% "spark-sql" % spark4,
      // Without its Hadoop of old: Spark brings one.
      "org.tensorflow" % "tensorflow-hadoop" % tensorflow excludeAll (ExclusionRule(
        "org.apache.hadoop"
      )),
      "org.tensorflow" % "proto" % tensorflow
    ),
    // The version that the classes of `proto` are made for, and that is used with them.
    dependencyOverrides += "com.google.protobuf" % "protobuf-java" % "3.5.1",
    publish / skip := true,
    run / fork := true,
    run / outputStrategy := Some(StdoutOutput),
    run / baseDirectory := (ThisBuild / baseDirectory).value,
    run / javaOptions ++= jvmOptions.value :+ "-Xmx4g"
  )

lazy val root = (project in file("."))
  .aggregate(tfrecord, prepare)
  .settings(name := "sparky", publish / skip := true, crossScalaVersions := Nil)
