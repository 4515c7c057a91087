package sparky.tfrecord
package commit

import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files

import org.scalatest.funsuite.AnyFunSuite

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{Path => HadoopPath}
import org.apache.spark.sql.types.StructType

/** A manifest as bytes, this source's and that of an application. */
class TFRecordManifestSuite extends AnyFunSuite with TemporaryFolder {

  test("a manifest of kind train is read, its records being Examples of no schema") {
    val dir = Files.createDirectories(fresh())
    val path = dir.resolve("_MANIFEST.json")
    val content = """{"format_version":1,"kind":"train","run_id":"r","counts":{},"files":[""" +
      """{"name":"part-0","bytes":1,"records":2,"rows":9,"crc32c":"0000000a"}]}"""
    Files.write(path, content.getBytes(UTF_8))
    val read = TFRecordManifest.read(new HadoopPath(s"file:$path"), new Configuration)
    val file = WrittenFile("part-0", 1, 2, 10, Seq.empty)
    assert(read.contains(TFRecordManifest("r", "Example", None, Seq(file))))
  }

  test("a manifest is read as it was written") {
    val schema = Some(StructType.fromDDL("a LONG, b ARRAY<STRING>"))
    val index = Seq(IndexEntry(1L << 33, 1L << 32), IndexEntry(1L << 34, 1L << 33))
    val files = Seq(WrittenFile("day=1/part-0", 1L << 35, 1L << 34, -1, index))
    for (written <- Seq(schema, None).map(TFRecordManifest("r", "ByteArray", _, files))) {
      val path = Files.write(Files.createDirectories(fresh()).resolve("_m.json"), written.toJson)
      val read = TFRecordManifest.read(new HadoopPath(s"file:$path"), new Configuration)
      assert(read.contains(written))
    }
  }
}
