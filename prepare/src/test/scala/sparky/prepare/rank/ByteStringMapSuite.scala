package sparky.prepare.rank

import java.nio.charset.StandardCharsets.UTF_8
import java.util.Arrays

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.row.LineBytes

/** The map of the count pass against the standard library's. */
class ByteStringMapSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("numbers add up by the exact bytes, whatever their length") {
    val key = Gen.choose(0, 40).flatMap(n => Gen.listOfN(n, Gen.oneOf(0, 1, 65, 255).map(_.toByte)))
    forAll(Gen.listOf(Gen.zip(key, Gen.choose(1L, 1000L)))) { pairs =>
      val map = new ByteStringMap
      pairs.foreach { case (bytes, amount) => add(map, bytes, amount) }
      val expected = pairs.groupMapReduce(_._1)(_._2)(_ + _)
      assert(read(map) == expected && map.size == expected.size)
      expected.foreach { case (bytes, number) => assert(get(map, bytes) == number) }
    }
  }

  test("a hundred thousand keys are told apart, and others are not found") {
    val map = new ByteStringMap
    (0 until 100000).foreach(i => add(map, f"$i%08x".getBytes(UTF_8).toSeq, i + 1L))
    assert(map.size == 100000)
    (0 until 100000).foreach(i => assert(get(map, f"$i%08x".getBytes(UTF_8).toSeq) == i + 1))
    (100000 until 101000).foreach(i => assert(get(map, f"$i%08x".getBytes(UTF_8).toSeq) == 0))
    assert(get(map, Seq.fill(100)(65.toByte)) == 0)
  }

  test("a map that was cleared is empty and can be used again") {
    val map = new ByteStringMap
    (0 until 1000).foreach(i => add(map, Seq(i.toByte, (i >> 8).toByte), 1))
    map.clear()
    assert(map.size == 0 && read(map).isEmpty)
    add(map, Seq(1.toByte), 5)
    assert(read(map) == Map(Seq(1.toByte) -> 5L))
  }

  test("hashes fill ranges evenly") {
    val words = new Array[Long](1)
    val counts = new Array[Int](8)
    (0 until 80000).foreach { i =>
      words(0) = i.toLong
      counts(ByteStringMap.range(words, 0, 8, 8)) += 1
    }
    assert(counts.forall(n => n > 9500 && n < 10500), counts.mkString(" "))
  }

  private def padded(bytes: Seq[Byte]): Array[Byte] = {
    val room = Arrays.copyOf(bytes.toArray, bytes.size + LineBytes.Padding)
    Arrays.fill(room, bytes.size, room.length, 1.toByte)
    room
  }

  private def add(map: ByteStringMap, bytes: Seq[Byte], amount: Long): Unit =
    map.add(padded(bytes), 0, bytes.size, amount)

  private def get(map: ByteStringMap, bytes: Seq[Byte]): Long =
    map.get(padded(bytes), 0, bytes.size, new Array[Long](map.longestWords))

  private def read(map: ByteStringMap): Map[Seq[Byte], Long] = {
    val entries = Map.newBuilder[Seq[Byte], Long]
    map.foreach((words, at) =>
      entries += Entries.bytes(words, at).toSeq -> Entries.number(words(at))
    )
    entries.result()
  }
}
