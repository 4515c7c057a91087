package sparky.bench

import java.io.{BufferedOutputStream, FileOutputStream}
import java.nio.file.Path
import java.util.zip.CRC32C

/**
 * The least that a writer of a file has to do with bytes that are there already: their CRC32C, and
 * their way into a file through a buffer of one MiB.
 */
final private class SummedCopy(bytes: Array[Byte], file: Path) {
  import SummedCopy._

  def run(): Unit = {
    val crc = new CRC32C
    val out = new BufferedOutputStream(new FileOutputStream(file.toFile), BufferBytes)
    try
      for (at <- bytes.indices by ChunkBytes) {
        val length = math.min(ChunkBytes, bytes.length - at)
        crc.update(bytes, at, length)
        out.write(bytes, at, length)
      }
    finally out.close()
  }
}

private object SummedCopy {
  private val BufferBytes = 1 << 20

  /** About a record of 1024 rows, so that the buffer is what gathers. */
  private val ChunkBytes = 1 << 17
}
