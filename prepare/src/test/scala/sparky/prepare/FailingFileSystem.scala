package sparky.prepare

import java.io.IOException
import java.net.URI

import org.apache.hadoop.fs.{FSDataInputStream, FSInputStream, Path, RawLocalFileSystem}
import org.apache.spark.TaskContext

/**
 * Local files under the scheme `failing`, which break off in the middle, in a task's first attempt.
 *
 * Hadoop makes it by reflection: `fs.failing.impl`.
 */
class FailingFileSystem extends RawLocalFileSystem {
  override def getScheme: String = "failing"

  override def getUri: URI = URI.create("failing:///")

  override def open(path: Path, bufferSize: Int): FSDataInputStream = {
    val in = super.open(path, bufferSize)
    val first = Option(TaskContext.get()).exists(_.attemptNumber() == 0)
    if (first) new FSDataInputStream(new BreakingStream(in)) else in
  }
}

/** Gives a thousand bytes and then fails. */
private class BreakingStream(in: FSDataInputStream) extends FSInputStream {
  private var left = 1000

  override def seek(position: Long): Unit = in.seek(position)

  override def getPos: Long = in.getPos

  override def seekToNewSource(position: Long): Boolean = false

  override def read(): Int = throw new IOException("read byte by byte")

  override def read(to: Array[Byte], from: Int, length: Int): Int = {
    if (left <= 0) throw new IOException("the connection broke")
    val count = in.read(to, from, math.min(length, left))
    left -= count
    count
  }
}
