package sparky.prepare.input

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Path

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import org.apache.hadoop.conf.Configuration

import sparky.prepare.{InputError, TemporaryFiles, UsageError}
import sparky.prepare.storage.Storage

/** The files of a log, how they are cut, and that every line is read once. */
class SplitReaderSuite extends AnyFunSuite with ScalaCheckPropertyChecks with TemporaryFiles {
  private val conf = new Configuration()
  private val storage = new Storage(conf)

  test("every line is read once and in order, for any files and any number of parts") {
    val text = Gen.listOf(Gen.oneOf('a', 'b', '\n')).map(_.mkString)
    forAll(Gen.nonEmptyListOf(text), Gen.choose(1, 12)) { (texts, parts) =>
      val root = newFolder()
      texts.zipWithIndex.foreach { case (t, i) => write(root.resolve(f"part-$i%03d"), t) }
      val expected =
        texts.flatMap(t => if (t.isEmpty) Nil else t.stripSuffix("\n").split("\n", -1).toSeq)
      assert(lines(find(root.resolve("*")), parts).flatten == expected)
    }
  }

  test("parts follow the sizes of the files alone") {
    val files =
      Seq(InputFile("a", "a", 10, whole = false), InputFile("b", "b", 5, whole = false))
    assert(
      Splits.cut(files, 4).map(_.segments) == Seq(
        Seq(Segment(0, 0, 3)),
        Seq(Segment(0, 3, 7)),
        Seq(Segment(0, 7, 10), Segment(1, 0, 1)),
        Seq(Segment(1, 1, 5))
      )
    )
  }

  test("a size near the largest is cut without overflow") {
    val huge = InputFile("a", "a", Long.MaxValue / 4, whole = false)
    val cuts = Splits.cut(Seq(huge), 100000).map(_.segments.head)
    assert(cuts.head.start == 0 && cuts.last.end == huge.bytes)
    assert(cuts.zip(cuts.tail).forall { case (one, next) => one.end == next.start })
  }

  test("what the rows so far take of a file is told, also where it is compressed") {
    val random = new scala.util.Random(1)
    val text = Seq.fill(400000)(s"${random.nextInt(1000000)}\n").mkString
    val root = newFolder()
    Seq("a.tsv" -> text.getBytes(UTF_8), "b.tsv.gz" -> gzip(text)).foreach { case (name, bytes) =>
      write(root.resolve(name), bytes)
      val files = find(root.resolve(name))
      val reader = new SplitReader(conf, files, Splits.cut(files, 1).head, None, Long.MaxValue)
      (1 to 200000).foreach(_ => assert(reader.next()))
      assert(math.abs(reader.consumed - bytes.length / 2) < bytes.length / 20, name)
      reader.close()
    }
  }

  test("a compressed file is read as a whole by the part in which it starts") {
    val root = newFolder()
    write(root.resolve("1.tsv"), "a\nb\n")
    write(root.resolve("2.tsv.gz"), gzip("c\nd\ne\n"))
    val files = find(root.resolve("*"))
    (1 to 5).foreach { parts =>
      val found = lines(files, parts)
      assert(found.flatten == Seq("a", "b", "c", "d", "e"))
      assert(found.exists(_.containsSlice(Seq("c", "d", "e"))))
    }
  }

  test("a directory stands for all files below it, but those whose names begin with _ or .") {
    val root = newFolder()
    Seq("day=2/b", "day=1/a", "day=1/_SUCCESS", "day=1/.hidden", "_temporary/x", "c").foreach {
      name =>
        write(root.resolve(s"log/$name"), "x\n")
    }
    assert(find(root.resolve("log")).map(_.name) == Seq("c", "day=1/a", "day=2/b"))
    assert(find(root.resolve("log/day=*")).map(_.name) == Seq("day=1/a", "day=2/b"))
    assert(find(root.resolve("log/day=1/a")).map(_.name) == Seq("a"))
  }

  test("files of several globs are read once each, in the order of their paths") {
    val root = newFolder()
    Seq("b/2.tsv", "a/1.tsv", "a/3.csv").foreach(name => write(root.resolve(name), "x\n"))
    val files = find(root.resolve("b"), root.resolve("{a,b}/*.tsv"), root.resolve("a/../a/1.tsv"))
    assert(files.map(_.name) == Seq("a/1.tsv", "b/2.tsv"))
    val none = intercept[InputError](find(root.resolve("a"), root.resolve("*.gz")))
    assert(
      none.getMessage == s"${root.resolve("*.gz")}: expected at least one file, received none"
    )
  }

  test("files of two file systems share no folder, and are refused") {
    val files = Seq("hdfs://one/a", "hdfs://two/b").map(new org.apache.hadoop.fs.Path(_))
    val error = intercept[UsageError](InputFiles.named(files))
    val expected = "--in: expected files of one file system, received hdfs://one/a and hdfs://two/b"
    assert(error.getMessage == expected)
  }

  test("a glob that matches nothing is an error that names it") {
    val glob = newFolder().resolve("*.tsv")
    assert(
      intercept[InputError](
        find(glob)
      ).getMessage == s"$glob: expected at least one file, received none"
    )
  }

  private def find(globs: Path*): Seq[InputFile] =
    InputFiles.find(storage, globs.map(g => new org.apache.hadoop.fs.Path(g.toString)))._2

  private def lines(files: Seq[InputFile], parts: Int): Seq[Seq[String]] =
    Splits.cut(files, parts).map { split =>
      val reader = new SplitReader(conf, files, split, None, Long.MaxValue)
      try
        Iterator
          .continually(reader.next())
          .takeWhile(identity)
          .map { _ =>
            new String(
              reader.lines.bytes,
              reader.lines.start,
              reader.lines.end - reader.lines.start,
              UTF_8
            )
          }
          .toList
      finally reader.close()
    }
}
