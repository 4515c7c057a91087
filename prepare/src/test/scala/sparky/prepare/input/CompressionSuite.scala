package sparky.prepare.input

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, IOException, OutputStream}
import java.nio.charset.StandardCharsets.UTF_8

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer
import org.scalatest.funsuite.AnyFunSuite

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream
import org.apache.hadoop.conf.Configuration

import sparky.prepare.{InputError, TemporaryFiles}
import sparky.prepare.storage.Storage

/** Compressed files: their whole text, or an error that names them. */
class CompressionSuite extends AnyFunSuite with TemporaryFiles {
  private val conf = new Configuration()
  private val text = (1 to 400).map(i => s"$i\t${i * 7919 % 1000}\n").mkString
  private val compressors: Seq[(String, String => Array[Byte])] =
    Seq("gz" -> gzip, "bz2" -> bzip2, "zst" -> zstandard)

  compressors.foreach { case (suffix, compress) =>
    test(s"a .$suffix file is read to its end, also one of several joined together") {
      val one = compress(text)
      assert(read(one, suffix) == text)
      assert(read(one ++ compress("x\n") ++ compress("") ++ one, suffix) == text + "x\n" + text)
      assert(read(compress(text * 200), suffix) == text * 200)
      assert(read(compress(""), suffix.toUpperCase) == "")
    }

    test(s"a .$suffix file that is cut anywhere is an error that names it") {
      val one = compress(text)
      (0 until 50).foreach(i => refused(one.take(one.length * i / 50), suffix))
    }

    test(s"a .$suffix file of two joined together is an error where the second is cut") {
      val one = compress(text)
      val joined = one ++ compress("x\n")
      for (length <- one.length + 1 until joined.length; chunk <- Seq(7, one.length, 1 << 16)) {
        val cut = new Chunks(joined.take(length), chunk)
        intercept[IOException](Compression.of(s"x.$suffix").get.text(cut, conf).readAllBytes())
      }
    }

    test(s"a .$suffix file with one wrong bit gives its text or an error, never another text") {
      val whole = compress(text)
      whole.indices.foreach { place =>
        val damaged = whole.clone()
        damaged(place) = (damaged(place) ^ (1 << place % 8)).toByte
        try assert(read(damaged, suffix) == text, s"bit ${place % 8} of byte $place")
        catch { case _: IOException => () }
      }
    }
  }

  test("a suffix of another compression, or of an archive, is refused") {
    Seq("x.lz4", "x.snappy", "x.Z", "x.zip", "x.xz", "x.tar", "x.tgz").foreach { name =>
      val error = intercept[InputError](Compression.of(s"file:/logs.d/$name"))
      assert(
        error.getMessage == s"file:/logs.d/$name: expected plain text, .gz, .bz2, .zst, " +
          s"received .${name.drop(2).toLowerCase}"
      )
    }
    val archive = intercept[InputError](Compression.of("file:/day.tar.gz"))
    assert(
      archive.getMessage ==
        "file:/day.tar.gz: expected plain text, .gz, .bz2, .zst, received .tar"
    )
    assert(Seq("/a.zip/b", "/a/gz", "/a/day.2024").map(Compression.of) == Seq(None, None, None))
  }

  private def refused(bytes: Array[Byte], suffix: String): Unit = {
    val path = write(newFolder().resolve(s"cut.$suffix"), bytes)
    val log = new org.apache.hadoop.fs.Path(path)
    val (_, files) = InputFiles.find(new Storage(conf), Seq(log))
    val split = Splits.cut(files, 1).head
    val reader = new SplitReader(conf, files, split, None, Long.MaxValue)
    val error = intercept[InputError] {
      try while (reader.next()) {}
      finally reader.close()
    }
    assert(error.getMessage.startsWith(s"file:$path: expected to read it to its end, received "))
  }

  private def read(bytes: Array[Byte], suffix: String): String = {
    val in = Compression.of(s"file.$suffix").get.text(new ByteArrayInputStream(bytes), conf)
    new String(in.readAllBytes(), UTF_8)
  }

  private def bzip2(text: String): Array[Byte] =
    written(text, new BZip2CompressorOutputStream(_))

  private def zstandard(text: String): Array[Byte] =
    written(text, new ZstdOutputStreamNoFinalizer(_).setChecksum(true))

  private def written(text: String, open: OutputStream => OutputStream): Array[Byte] = {
    val bytes = new ByteArrayOutputStream
    val out = open(bytes)
    out.write(text.getBytes(UTF_8))
    out.close()
    bytes.toByteArray
  }
}
