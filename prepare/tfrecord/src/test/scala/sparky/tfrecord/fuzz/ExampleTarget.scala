package sparky.tfrecord
package fuzz

/** Any bytes as an `Example`, read as a column of each type. */
object ExampleTarget
    extends RecordTarget(
      RecordType.Example,
      """a BOOLEAN, b TINYINT, c SMALLINT, d INT, e BIGINT, f FLOAT, g DOUBLE, h DECIMAL(9, 2),
        |i DECIMAL(38, 10), j STRING, k BINARY, l DATE, m TIMESTAMP, n TIMESTAMP_NTZ,
        |A ARRAY<BOOLEAN>, B ARRAY<TINYINT>, C ARRAY<SMALLINT>, D ARRAY<INT>, E ARRAY<BIGINT>,
        |F ARRAY<FLOAT>, G ARRAY<DOUBLE>, H ARRAY<DECIMAL(9, 2)>, I ARRAY<DECIMAL(38, 10)>,
        |J ARRAY<STRING>, K ARRAY<BINARY>, s STRUCT<x: FLOAT, y: STRUCT<z: ARRAY<STRING>>>,
        |t MAP<STRING, BIGINT>, u MAP<INT, STRING>""".stripMargin
    )
