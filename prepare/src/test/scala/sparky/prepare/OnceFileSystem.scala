package sparky.prepare

import java.io.IOException
import java.net.URI
import java.util.concurrent.ConcurrentHashMap

import org.apache.hadoop.fs.{FSDataInputStream, Path, RawLocalFileSystem}
import org.apache.spark.TaskContext

/**
 * Local files under the scheme `once`, which tasks can open once: of two passes the second fails.
 *
 * Hadoop makes it by reflection: `fs.once.impl`.
 */
class OnceFileSystem extends RawLocalFileSystem {
  override def getScheme: String = "once"

  override def getUri: URI = URI.create("once:///")

  override def open(path: Path, bufferSize: Int): FSDataInputStream = {
    val inTask = TaskContext.get() != null
    if (inTask && !OnceFileSystem.opened.add(path.toString)) throw new IOException("gone")
    super.open(path, bufferSize)
  }
}

object OnceFileSystem {
  private val opened = ConcurrentHashMap.newKeySet[String]()
}
