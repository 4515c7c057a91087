package sparky.tfrecord
package fuzz

/** Any bytes as a `SequenceExample`, read as lists of lists of each type, and a little beside. */
object SequenceExampleTarget
    extends RecordTarget(
      RecordType.SequenceExample,
      """e BIGINT, F ARRAY<FLOAT>, J ARRAY<STRING>,
        |a ARRAY<ARRAY<BOOLEAN>>, d ARRAY<ARRAY<INT>>, l ARRAY<ARRAY<BIGINT>>,
        |f ARRAY<ARRAY<FLOAT>>, g ARRAY<ARRAY<DOUBLE>>, h ARRAY<ARRAY<DECIMAL(9, 2)>>,
        |i ARRAY<ARRAY<DECIMAL(38, 10)>>, j ARRAY<ARRAY<STRING>>,
        |k ARRAY<ARRAY<BINARY>>""".stripMargin
    )
