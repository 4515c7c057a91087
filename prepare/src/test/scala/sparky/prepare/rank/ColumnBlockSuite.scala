package sparky.prepare.rank

import java.nio.charset.StandardCharsets.UTF_8

import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** Entries of several columns in one array: what is written is what is read. */
class ColumnBlockSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val value = Gen.zip(Gen.alphaNumStr, Gen.choose(0L, 99L))

  test("every entry is found in its column, in its order") {
    forAll(Gen.listOf(Gen.listOf(value))) { columns =>
      val block = written(columns)
      assert(read(block, columns.size) == inOrder(columns))
      assert(ColumnBlock.ends(block, columns.size).map(_._3).foldLeft(0)(_ max _) == block.length)
    }
  }

  test("a block of what is made of another keeps its columns") {
    forAll(Gen.nonEmptyListOf(Gen.listOf(value))) { columns =>
      val odd = ColumnBlock.mapped(written(columns), columns.size) { (column, words, at, writer) =>
        if (Entries.number(words(at)) % 2 == 1) writer.add(words, at, column + 100L)
      }
      val expected = inOrder(columns).collect { case (c, v, n) if n % 2 == 1 => (c, v, c + 100L) }
      assert(read(odd, columns.size) == expected)
    }
  }

  private def inOrder(columns: Seq[Seq[(String, Long)]]): Seq[(Int, String, Long)] =
    columns.zipWithIndex.flatMap { case (entries, c) => entries.map { case (v, n) => (c, v, n) } }

  private def written(columns: Seq[Seq[(String, Long)]]): Array[Long] = {
    val writer = new EntryWriter
    columns.foreach { entries =>
      writer.beginColumn()
      entries.foreach { case (v, n) => writer.add(Vocabulary.packed(v, n), 0) }
      writer.endColumn()
    }
    writer.result
  }

  private def read(block: Array[Long], columns: Int): Seq[(Int, String, Long)] = {
    val all = Seq.newBuilder[(Int, String, Long)]
    ColumnBlock.foreach(block, columns) { (column, words, at) =>
      all += ((column, new String(Entries.bytes(words, at), UTF_8), Entries.number(words(at))))
    }
    all.result()
  }
}
