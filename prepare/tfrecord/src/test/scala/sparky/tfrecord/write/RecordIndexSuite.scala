package sparky.tfrecord
package write

import org.scalatest.funsuite.AnyFunSuite

import sparky.tfrecord.commit.IndexEntry

/** Which records an index names. */
class RecordIndexSuite extends AnyFunSuite {
  private val step = 16 << 20

  private def entries(sizes: Int*): Seq[IndexEntry] = {
    val index = new RecordIndex
    sizes.foreach(index.add)
    assert(index.records == sizes.length)
    index.entries
  }

  test("the first record at or behind each multiple of 16 MiB is named") {
    assert(entries(step, 5, 5) == Seq(IndexEntry(step.toLong, 1)))
    assert(entries(step - 1, 5, 5) == Seq(IndexEntry(step + 4L, 2)))
    assert(
      entries(step, step, 5) == Seq(IndexEntry(step.toLong, 1), IndexEntry(2L * step, 2))
    )
  }

  test("a record behind two multiples is named once, and the next multiple counts anew") {
    val third = 3L * step
    assert(
      entries(2 * step + 7, step - 7, 5) == Seq(IndexEntry(2L * step + 7, 1), IndexEntry(third, 2))
    )
  }

  test("neither the first record nor the end of the file is named") {
    assert(entries().isEmpty)
    assert(entries(5, step).isEmpty)
  }
}
