package sparky.prepare.input

import java.io.{ByteArrayInputStream, InputStream}

/** A stream that hands out a few bytes at a time, as a network does. */
final class Chunks(bytes: Array[Byte], chunk: Int) extends InputStream {
  private val in = new ByteArrayInputStream(bytes)

  def read(): Int = in.read()

  override def read(to: Array[Byte], from: Int, length: Int): Int =
    in.read(to, from, math.min(length, chunk))
}
