package sparky.prepare.rank

import java.io.ByteArrayInputStream
import java.nio.charset.StandardCharsets.UTF_8

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

import sparky.prepare.input.LineReader
import sparky.prepare.row.{CategoricalField, LineSplitter, RowBatch, RowFormat, RowParser}
import sparky.prepare.schema.SchemaReader

/** The map of both passes, batch by batch, against the standard library's. */
class ValueMapSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val schema = SchemaReader.read(
    """{"format_version": 1, "name": "t", "input": {"format": "delimited", "missing": ["?"]},
      "columns": [{"name": "c", "role": "categorical"}]}""".getBytes(UTF_8),
    "schema"
  )
  private val value = Gen.frequency(
    4 -> Gen.alphaNumStr,
    2 -> Gen.oneOf("?", "a", "aa", "é", "12345678", "123456789", "日本", "😀x"),
    1 -> Gen.choose(0, 3000).map(_.toString)
  )

  test("every value is counted by its exact bytes, the missing ones apart") {
    forAll(Gen.listOf(value)) { values =>
      val map = counted(values)
      val expected =
        values.filterNot(v => v.isEmpty || v == "?").groupMapReduce(identity)(_ => 1L)(_ + _)
      assert(entries(map) == expected && map.size == expected.size)
    }
  }

  test("the ids of a batch are those of its values, of the missing and of the unseen") {
    forAll(Gen.listOf(value), Gen.listOf(value)) { (known, asked) =>
      val map = new ValueMap(known.size)
      known.distinct.zipWithIndex.foreach { case (v, i) =>
        map.addEntry(Vocabulary.packed(v, 0), 0, i + 1L)
      }
      val expected = asked.filterNot(_.isEmpty).map { v =>
        if (v == "?") -7L else if (known.contains(v)) known.distinct.indexOf(v) + 1L else -1L
      }
      assert(ids(map, asked) == expected)
      known.distinct.foreach(v => assert(map.numberOf(Vocabulary.packed(v, 0), 0) > 0))
    }
  }

  test("a hundred thousand values are told apart, and others are not found") {
    val map = counted((0 until 100000).map(i => f"$i%08x"))
    assert(map.size == 100000)
    assert(ids(map, Seq("00000000", "0001869f", "000186a0", "0001869f0")) == Seq(1L, 1L, -1L, -1L))
  }

  test("a map that was cleared is empty and can be used again") {
    val map = counted(Seq("a", "b", "a long value"))
    map.clear()
    assert(map.size == 0 && entries(map).isEmpty)
    map.addEntry(Vocabulary.packed("b", 0), 0, 5)
    assert(entries(map) == Map("b" -> 5L))
  }

  test("entries that are added in a row sum up") {
    val writer = new EntryWriter
    val all = (0 until 1000).flatMap(i => Seq(s"v${i % 300}", s"a long value ${i % 7}", ""))
    all.foreach(v => writer.add(Vocabulary.packed(v, 2), 0))
    val map = new ValueMap
    map.addEntries(writer.result, 0, writer.size)
    assert(entries(map) == all.groupMapReduce(identity)(_ => 2L)(_ + _))
  }

  test("hashes fill ranges evenly, of short values and of long ones") {
    for (prefix <- Seq("", "a long value ")) {
      val counts = new Array[Int](8)
      (0 until 80000).foreach { i =>
        counts(ValueMap.range(Vocabulary.packed(s"$prefix$i", 0), 0, 8)) += 1
      }
      assert(counts.forall(n => n > 9500 && n < 10500), counts.mkString(" "))
    }
  }

  private def entries(map: ValueMap): Map[String, Long] = {
    val all = Map.newBuilder[String, Long]
    map.foreach((words, at) =>
      all += new String(Entries.bytes(words, at), UTF_8) -> Entries.number(words(at))
    )
    all.result()
  }

  private def counted(values: Seq[String]): ValueMap = {
    val map = new ValueMap
    batches(values)((batch, field) => map.countAll(field, batch))
    map
  }

  private def ids(map: ValueMap, values: Seq[String]): Seq[Long] = {
    val found = Seq.newBuilder[Long]
    val ids = new Array[Long](RowBatch.Capacity)
    batches(values) { (batch, field) =>
      map.idsOf(field, batch, -7, -1, map.scratch, ids)
      found ++= ids.toSeq.take(batch.rows)
    }
    found.result()
  }

  // An empty line is no row: those are left out.
  private def batches(values: Seq[String])(use: (RowBatch, CategoricalField) => Unit): Unit = {
    val parser = new RowParser(RowFormat(schema, labelStands = false, labelRead = false))
    val splitter = new LineSplitter(schema.input, 1)
    val lines = new LineReader
    val text = values.filterNot(_.isEmpty).map(_ + "\n").mkString.getBytes(UTF_8)
    lines.open(new ByteArrayInputStream(text), 0)
    val batch = new RowBatch(1)
    var more = lines.next()
    while (more) {
      batch.clear()
      while (more && !batch.isFull) {
        splitter.add(lines, batch)
        more = lines.next()
      }
      parser.parse(batch)
      assert(!batch.hasMarked)
      use(batch, parser.categorical.head)
    }
  }
}
