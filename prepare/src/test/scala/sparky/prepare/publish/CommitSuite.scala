package sparky.prepare.publish

import java.nio.file.{Files, Path}

import sparky.prepare.{ApplicationSuite, Golden, OnceFileSystem}

/**
 * What a run does to what is already there: foreign directories, yesterday's output, damaged
 * artifacts.
 */
class CommitSuite extends ApplicationSuite {

  test("a directory that is not ours is refused and not touched") {
    Seq("out", "art").foreach { name =>
      val root = newFolder()
      write(root.resolve(s"$name/thesis.txt"), "years of work")
      val ended = train(root)
      assert(ended.code == 6)
      assert(
        ended.message == s"file:$root/$name: expected an empty directory or one with _MANIFEST.json or " +
          "_CLAIM.json, received other files"
      )
      assert(contents(root).keySet == Set(s"$name/thesis.txt"))
    }
  }

  test("a file of that name, another kind of output, and a stranger's manifest are refused") {
    val root = newFolder()
    write(root.resolve("out"), "a file")
    assert(train(root).message == s"file:$root/out: expected a directory, received a file")
    val other = newFolder()
    write(
      other.resolve("out/_MANIFEST.json"),
      """{"format_version": 1, "kind": "export", "run_id": "r"}"""
    )
    assert(
      train(other).message ==
        s"file:$other/out: expected a directory of kind train, received export"
    )
    val mistyped = newFolder()
    assert(train(mistyped).code == 0)
    val before = contents(mistyped)
    val ended = evaluate(mistyped, "-o", s"$mistyped/out")
    val expected = "expected a directory of kind evaluate, received train"
    assert((ended.code, ended.message) == ((6, s"file:$mistyped/out: $expected")))
    assert(contents(mistyped) == before)
    val stranger = newFolder()
    write(stranger.resolve("out/_MANIFEST.json"), """{"entries": []}""")
    assert(train(stranger).code == 6)
  }

  test(
    "an output inside an input, an input inside an output, and outputs in each other are refused"
  ) {
    val root = newFolder()
    write(root.resolve("logs/rows.tsv"), Golden.bytes("rows.tsv"))
    Files.createSymbolicLink(root.resolve("link"), root.resolve("logs"))
    def overlaps(in: String, out: String, art: String): Unit = {
      val ended =
        run("-b", s"$root", "-i", in, "-o", out, "-x", art, "--schema", Golden.path("schema.json"))
      assert(ended.code == 6, s"$in $out $art: ${ended.err}")
      assert(
        ended.message.matches(
          "--(out|artifacts) .*: expected a place apart from --(in|artifacts), received .*"
        )
      )
    }
    overlaps("logs", "logs/out", "art")
    overlaps("logs", "link/out", "art")
    overlaps("logs", "elsewhere/../logs", "art")
    overlaps("logs/rows.tsv", "logs", "art")
    overlaps("logs", "out", "logs/art")
    overlaps("logs", "out", "out/art")
    overlaps("logs", "art/out", "art")
    overlaps("logs", "both", "both")
    assert(contents(root).keySet == Set("logs/rows.tsv", "link/rows.tsv") -- Set("link/rows.tsv"))
  }

  test("the base may end with a slash or not, and absolute paths do without it") {
    val root = newFolder()
    Seq(s"$root/one", s"$root/two/").foreach { base =>
      assert(
        run(
          "-b",
          base,
          "-i",
          Golden.path("rows.tsv"),
          "-o",
          "out",
          "-x",
          "art",
          "--schema",
          Golden.path("schema.json")
        ).code == 0
      )
    }
    assert(
      contents(root.resolve("one/art/vocabulary")) == contents(root.resolve("two/art/vocabulary"))
    )
  }

  test("a rerun replaces the output, and keeps files that are nobody's") {
    val root = newFolder()
    assert(train(root).code == 0)
    val first = manifest(root.resolve("out")).get("run_id")
    write(root.resolve("out/notes.txt"), "mine")
    write(root.resolve("out/_staging-dead/rejects-00000.3"), "left behind")
    ApplicationSuite.Reports.foreach(r => write(root.resolve(s"out/$r.dead"), "left behind"))
    write(root.resolve("out/_temporary/0/task_1/part-00009-dead-c000.tfrecord"), "left behind")
    val again = train(root)
    assert(again.code == 0, again.err)
    assert(manifest(root.resolve("out")).get("run_id") != first)
    Files.delete(root.resolve("out/notes.txt"))
    assertComplete(root.resolve("out"))
  }

  test("a run that fails leaves yesterday's output as it was, and the next one succeeds") {
    val root = newFolder()
    assert(train(root).code == 0)
    val before = contents(root)
    val bad = write(newFolder().resolve("bad.tsv"), "no row at all\n")
    assert(train(root, "-i", bad).code == 3)
    assert(contents(root).filterNot(_._1.startsWith("out_rejects/")) == before)
    assert(train(root).code == 0)
    assertComplete(root.resolve("out"))
  }

  test("a run that fails in its second pass leaves yesterday's artifacts too") {
    ApplicationSuite.session.sparkContext.hadoopConfiguration
      .set("fs.once.impl", classOf[OnceFileSystem].getName)
    val root = newFolder()
    assert(train(root).code == 0)
    val before = contents(root)
    val rows = new String(Golden.bytes("rows.tsv"), "UTF-8")
    val other = rows.linesWithSeparators.take(5).mkString
    val log = write(newFolder().resolve("other.tsv"), other)
    val ended = train(root, "-n", "1", "-i", s"once://$log")
    assert(ended.code == 3)
    assert(ended.out.contains("artifacts file:"))
    assert(contents(root) == before)
    assert(train(root, "-n", "1", "-i", log).code == 0)
    assertComplete(root.resolve("out"))
  }

  test(
    "a commit that was cut off after its decisive step is finished by the next run, and read before that"
  ) {
    val root = newFolder()
    assert(train(root).code == 0)
    val (art, run) = (root.resolve("art"), manifest(root.resolve("art")).get("run_id").textValue)
    Seq("schema.json", "vocabulary/site.csv").foreach { name =>
      Files.move(art.resolve(name), art.resolve(s"$name.$run"))
      write(art.resolve(name), "of the run before")
    }
    assert(evaluate(root).code == 0)
    val schema = Files.readAllBytes(art.resolve(s"schema.json.$run"))
    val bad = write(newFolder().resolve("bad.tsv"), "no row at all\n")
    assert(train(root, "-i", bad).code == 3)
    assert(Files.readAllBytes(art.resolve("schema.json")).toSeq == schema.toSeq)
    assert(
      contents(art).keySet ==
        ApplicationSuite.Reports ++
        Set("_MANIFEST.json", "schema.json", "vocabulary/site.csv", "vocabulary/ad-group.csv")
    )
  }

  test("artifacts of which anything is missing or changed are refused by name") {
    val root = newFolder()
    assert(train(root).code == 0)
    val art = root.resolve("art")
    Seq("schema.json", "vocabulary/site.csv", "vocabulary/ad-group.csv").foreach { name =>
      val bytes = Files.readAllBytes(art.resolve(name))
      Files.delete(art.resolve(name))
      refused(root, s"file:$art/$name: expected ${bytes.length} bytes, received no such file")
      write(art.resolve(name), bytes.dropRight(1))
      refused(
        root,
        s"file:$art/$name: expected ${bytes.length} bytes, received ${bytes.length - 1} bytes"
      )
      val flipped = bytes.updated(bytes.length / 2, (bytes(bytes.length / 2) ^ 1).toByte)
      write(art.resolve(name), flipped)
      refused(
        root,
        s"file:$art/$name: expected sha256 ${Digest.sha256(bytes)}, received ${Digest.sha256(flipped)}"
      )
      write(art.resolve(name), bytes)
    }
    assert(evaluate(root).code == 0)
    Files.delete(art.resolve("_MANIFEST.json"))
    refused(
      root,
      s"file:$art/_MANIFEST.json: expected the manifest of complete artifacts, received no such file"
    )
  }

  test("a schema that is not that of the artifacts is refused") {
    val root = newFolder()
    assert(train(root).code == 0)
    assert(evaluate(root, "--schema", Golden.path("schema.json")).code == 0)
    val other = new String(Golden.bytes("schema.json"), "UTF-8")
      .replace("\"min_count\": 2", "\"min_count\": 3")
    val path = write(root.resolve("other.json"), other)
    val ended = evaluate(root, "--schema", path)
    assert(
      (ended.code, ended.message) ==
        ((4, s"$path: expected the schema of the artifacts file:$root/art, received another"))
    )
  }

  private def train(root: Path, more: String*): ApplicationSuite.Ended = {
    val flags = Seq("-i", Golden.path("rows.tsv"), "-o", s"$root/out", "-x", s"$root/art")
    runWith(flags ++ Seq("--schema", Golden.path("schema.json")), more)
  }

  private def evaluate(root: Path, more: String*): ApplicationSuite.Ended = {
    val flags = Seq("-m", "evaluate", "-i", Golden.path("rows.tsv"), "-o", s"$root/eval")
    runWith(flags ++ Seq("-x", s"$root/art"), more)
  }

  private def refused(root: Path, message: String): Unit = {
    val before = contents(root.resolve("eval"))
    val ended = evaluate(root)
    assert((ended.code, ended.message) == ((4, message)))
    assert(contents(root.resolve("eval")) == before)
  }
}
