package sparky.tfrecord
package frame

import java.nio.charset.StandardCharsets.US_ASCII
import java.util.zip.CRC32C

import org.scalatest.funsuite.AnyFunSuite

import sparky.tfrecord.wire.RecordBuffer

/** Published vectors of the masked CRC32C, and frames whose bytes TensorFlow wrote. */
class RecordFramingSuite extends AnyFunSuite {

  private def frame(record: Array[Byte]): Array[Byte] = {
    val buffer = new RecordBuffer
    buffer.skip(RecordFraming.HeaderBytes)
    buffer.putBytes(record)
    new RecordFraming().complete(buffer, 0)
    buffer.bytes.take(buffer.length)
  }

  private def masked(text: String): Int = {
    val crc = new CRC32C
    crc.update(text.getBytes(US_ASCII))
    RecordFraming.mask(crc.getValue.toInt)
  }

  private def hex(bytes: Array[Byte]): String = bytes.map(byte => f"$byte%02x").mkString

  test("the masked CRC32C of foo is febe8a61") {
    assert(masked("foo") == 0xfebe8a61)
  }

  test("the mask rotates by 15 bits and adds a282ead8") {
    assert(RecordFraming.mask(0) == 0xa282ead8)
    assert(RecordFraming.mask(1 << 15) == 0xa282ead9)
  }

  test("the frame of foo is length, its checksum, foo, its checksum") {
    assert(hex(frame("foo".getBytes(US_ASCII))) == "0300000000000000b099490e666f6f618abefe")
  }

  test("an empty record has a frame of sixteen bytes") {
    assert(hex(frame(Array.empty)) == "000000000000000029039807d8ea82a2")
  }
}
