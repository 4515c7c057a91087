package sparky.prepare.rank

import org.scalatest.funsuite.AnyFunSuite

import org.apache.hadoop.conf.Configuration

import sparky.prepare.{Golden, TemporaryFiles}
import sparky.prepare.input.{DelimitedLog, InputFiles}
import sparky.prepare.reject.{PassContext, RejectLimit, RowJudge, Staging}
import sparky.prepare.row.RowFormat
import sparky.prepare.schema.SchemaReader
import sparky.prepare.select.RowSelection
import sparky.prepare.storage.Storage

/** The count of one split, whether its maps fit the memory or are sent on in parts. */
class SplitCounterSuite extends AnyFunSuite with TemporaryFiles {
  private val conf = new Configuration()
  private val schema = SchemaReader.read(Golden.bytes("schema.json"), "schema.json")
  private val ranges = 3

  test("maps that are full are sent on, and the sums stay the same") {
    val lines = (1 to 20000).map(i => s"k$i\t${i % 2}\t$i\t0.5\t\tsite-$i\tgroup-${i % 99}\t1")
    write(folder.resolve("log/rows.tsv"), lines.mkString("\n"))
    val (whole, parts) = (blocks(Long.MaxValue), blocks(1L << 18))
    assert(whole.count(_.isInstanceOf[ValueBlock]) == ranges)
    assert(parts.count(_.isInstanceOf[ValueBlock]) > 2 * ranges)
    assert(merged(parts) == merged(whole))
    assert(merged(whole).map(_._2).sum == 20000 + 99)
  }

  private def blocks(memoryLimit: Long): Seq[CountBlock] = {
    val path = new org.apache.hadoop.fs.Path(folder.resolve("log").toString)
    val format = RowFormat(schema, labelStands = true, labelRead = true)
    val log = DelimitedLog.of(InputFiles.find(new Storage(conf), Seq(path))._2, 1, format, None)
    val staging = Staging(folder.resolve("staging").toString)
    val pass = PassContext(log, format, staging, RejectLimit(Some(0)), RowSelection.All)
    val rows = log.open(conf, log.splits.head)
    val judge = new RowJudge(pass, conf, log.splits.head, rows, 0)
    try new SplitCounter(judge, ranges, memoryLimit).blocks.map(_._2).toList
    finally {
      judge.close()
      rows.close()
    }
  }

  /** For each categorical column: its entries after all cuts, in their order, and its values. */
  private def merged(blocks: Seq[CountBlock]): Seq[(Seq[Long], Long)] = {
    val merger = new RangeMerger(schema.categorical, None)
    blocks.foreach(merger.add)
    merger.parts.map(_._2).toSeq.collect { case range: ColumnRange =>
      (EntrySort.runs(Seq(range.words)).flatten, range.distinct)
    }
  }
}
