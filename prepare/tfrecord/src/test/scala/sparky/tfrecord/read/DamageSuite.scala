package sparky.tfrecord
package read

import java.nio.file.Files

/** A sample of the faults of `DamageSoak`, read as tasks read them, and some through Spark. */
class DamageSuite extends SparkSuite {

  private def reads(corpus: DamageCorpus): DamagedReads =
    new DamagedReads(Files.createDirectories(fresh()), corpus)

  /** Every `step`th fault of these records. */
  private def sample(corpus: DamageCorpus, step: Int, first: Int = 0): List[Fault] =
    Faults.all(corpus.records).zipWithIndex.filter(_._2 % step == first).map(_._1).toList

  for ((corpus, step) <- DamageCorpus.all.zip(Seq(149, 83, 61)))
    test(s"no read of a damaged file of ${corpus.recordType}s is wrong, or fails without a name") {
      val damaged = reads(corpus)
      val faults = sample(corpus, step)
      assert(faults.length > 370)
      val outcomes = faults.map(damaged.outcome(_))
      assert(outcomes.flatMap(_.wrong).isEmpty)
      val intact = faults.zip(outcomes).filter(_._2.intact).map(_._1)
      assert(intact.forall(fault => fault.codec == "gzip" || fault.codec == "zlib"))
    }

  test("every fault of a small file is found") {
    val corpus = DamageCorpus.byteArrays(3)
    val damaged = reads(corpus)
    val faults = Faults.all(corpus.records).filter(_.codec == "none").toList
    assert(faults.length > 800)
    val outcomes = faults.map(damaged.outcome(_))
    assert(outcomes.flatMap(_.wrong).isEmpty && !outcomes.exists(_.intact))
  }

  test("a fault that a reader does not find is told, and one that it should not find") {
    val corpus = DamageCorpus.examples(4)
    val damaged = reads(corpus)
    val shorter = InMemoryFile.of(corpus.records.take(3))
    val lost = damaged.outcome(Fault("cut", "none", "a record", shorter))
    assert(lost.wrong.head == "none, cut: a record: read in 1 task ended cleanly, and wrong")
    assert(lost.wrong.length == Reading.all.length)
    val twice = InMemoryFile.of(corpus.records :+ corpus.records.head)
    assert(damaged.outcome(Fault("stray", "none", "a record", twice)).wrong.nonEmpty)
    val other = InMemoryFile.of(corpus.records.updated(1, corpus.records(2)))
    assert(damaged.outcome(Fault("other", "none", "a record", other)).wrong.nonEmpty)
    val torn = Fault("none", "none", "nothing", shorter.drop(1), Seen.Harmless)
    assert(damaged.outcome(torn).wrong.nonEmpty)
  }

  test("Spark's reads of damaged files end in this source's error, naming the file") {
    val corpus = DamageCorpus.examples(8)
    val chosen = sample(corpus, 1801, 7).filter { fault =>
      fault.seen == Seen.InFile && !(fault.codec == "gzip" && fault.kind.contains("flip"))
    }
    assert(chosen.length > 8)
    withSettings("spark.sql.files.maxPartitionBytes" -> "600") {
      for (fault <- chosen) withClue(s"$fault: ") {
        val dir = Files.createDirectories(fresh())
        Files.write(dir.resolve("file"), fault.bytes)
        val frame = spark.read.format("tfrecord").schema(corpus.schema).load(dir.toString)
        assert(failure(frame.collect()).where.contains(s"file:$dir/file"))
      }
    }
  }
}
