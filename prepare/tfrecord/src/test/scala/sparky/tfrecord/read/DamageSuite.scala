package sparky.tfrecord
package read

import java.nio.file.Files

/** A sample of the faults of `DamageSoak`, read as a task reads them, and some through Spark. */
class DamageSuite extends SparkSuite {

  private def reads(records: Int): DamagedReads =
    new DamagedReads(
      Files.createDirectories(fresh()),
      DamageSoak.schema,
      DamageSoak.records(records)
    )

  test("no fault among 2,000 ends cleanly with a wrong count or value, or in another's error") {
    val damaged = reads(50)
    val faults = Faults.all(damaged.records).zipWithIndex.filter(_._2 % 43 == 0).map(_._1).toList
    assert(faults.length > 2000)
    val outcomes = faults.map(damaged.outcome(_))
    assert(outcomes.flatMap(_.survivors).isEmpty)
    val unharmed = faults.zip(outcomes).filter(_._2.unharmed).map(_._1)
    assert(unharmed.forall(fault => fault.codec == "gzip" && fault.what.endsWith("flipped")))
  }

  test("every fault of a file of two records is found") {
    val damaged = reads(2)
    val faults = Faults.all(damaged.records).filter(_.codec == "none").toList
    val outcomes = faults.map(damaged.outcome(_))
    assert(outcomes.flatMap(_.survivors).isEmpty && !outcomes.exists(_.unharmed))
  }

  test("a fault that a reader does not find is told") {
    val damaged = reads(2)
    val shorter = Fault("none", "a record less", InMemoryFile.of(damaged.records.take(1)))
    assert(
      damaged
        .outcome(shorter)
        .survivors
        .head == "none, a record less: rows ended cleanly, and wrong"
    )
  }

  test("Spark's reads of damaged files end in this source's error, naming the file") {
    val found = Faults.all(DamageSoak.records(20)).filterNot { fault =>
      fault.listed || (fault.codec == "gzip" && fault.what.endsWith("flipped"))
    }
    val chosen = found.zipWithIndex.filter(_._2 % 2003 == 7).map(_._1).toList
    assert(chosen.length > 10)
    for (fault <- chosen) withClue(s"${fault.codec}, ${fault.what}: ") {
      val dir = Files.createDirectories(fresh())
      Files.write(dir.resolve("file"), fault.bytes)
      val frame = spark.read.format("tfrecord").schema(DamageSoak.schema).load(dir.toString)
      assert(failure(frame.collect()).where.contains(s"file:$dir/file"))
    }
  }
}
