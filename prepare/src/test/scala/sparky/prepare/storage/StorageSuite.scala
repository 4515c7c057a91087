package sparky.prepare.storage

import java.io.IOException
import java.net.URI

import org.scalatest.funsuite.AnyFunSuite

import org.apache.hadoop.conf.Configuration
import org.apache.hadoop.fs.{Path, RawLocalFileSystem}

import sparky.prepare.TemporaryFiles

/** Whole files, local and on an object store. */
class StorageSuite extends AnyFunSuite with TemporaryFiles {

  test("a local file is replaced, with nothing left beside it") {
    val root = newFolder()
    val storage = new Storage(new Configuration())
    val target = new Path(s"$root/manifest")
    Seq("one", "two").foreach { text =>
      storage.replace(target, new Path(s"$root/manifest.run"), text.getBytes)
      assert(contents(root) == Map("manifest" -> text.getBytes.toSeq))
    }
  }

  test("an object is replaced by writing it, never by renaming") {
    val root = newFolder()
    val conf = new Configuration()
    conf.set("fs.gs.impl", classOf[ObjectStore].getName)
    val storage = new Storage(conf)
    storage.replace(new Path(s"gs:$root/manifest"), new Path(s"gs:$root/m.run"), "one".getBytes)
    assert(contents(root) == Map("manifest" -> "one".getBytes.toSeq))
  }

  test("what is not there has no status, and an absent folder holds nothing") {
    val storage = new Storage(new Configuration())
    val absent = new Path(s"${newFolder()}/absent")
    assert(storage.status(absent).isEmpty && storage.list(absent).isEmpty)
  }

  test("a relative path lies below the base, with or without its final slash") {
    Seq("gs://bucket/runs", "gs://bucket/runs/").foreach { base =>
      assert(Locations.resolve(base, "train/*.tsv") == new Path("gs://bucket/runs/train/*.tsv"))
      assert(Locations.resolve(base, "hdfs://host/x") == new Path("hdfs://host/x"))
      assert(Locations.resolve(base, "/x") == new Path("/x"))
    }
    assert(Locations.resolve("", "x") == new Path("x"))
  }
}

/** Local files under the scheme of an object store, whose renames are not atomic: here they fail. */
class ObjectStore extends RawLocalFileSystem {
  override def getScheme: String = "gs"

  override def getUri: URI = URI.create("gs:///")

  override def rename(from: Path, to: Path): Boolean = throw new IOException("not atomic")
}
