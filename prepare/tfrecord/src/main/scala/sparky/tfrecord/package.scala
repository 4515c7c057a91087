package sparky

/**
 * The Spark data source for TFRecord files, usable alone: `df.write.format("tfrecord").save(dir)`
 * and `spark.read.format("tfrecord").load(dir)`.
 *
 * A record is a `tf.train.Example`, a `tf.train.SequenceExample` or bytes of any meaning
 * (`RecordType`). A column is a feature of its name; `docs/tfrecord.md` has the rule for each type,
 * every option and what is checked.
 *
 * The way of a row out, from [[TFRecordFileFormat]], which Spark finds under the name:
 *
 *   - `layout`: the features of a record, and which column each belongs to;
 *   - `encode`: a row to the bytes of a record, in one reused buffer (`wire`);
 *   - `frame`: length and checksums around it, the file's codec around all;
 *   - `write`: the file of a task, its sums and its index;
 *   - `commit`: what the tasks wrote, in one manifest, when the job commits.
 *
 * And in:
 *
 *   - `infer`: a schema from the manifests, or from what the records hold;
 *   - `read`: a task's part of a file, checked against the manifest, the damage by the mode;
 *   - `frame`: the records of a file, each length and checksum checked;
 *   - `decode`: the features asked for, straight to Spark's own rows, on the same `layout`.
 *
 * `expressions` has the same encoder and decoder as functions of columns (`functions`,
 * `TFRecordExtensions`). Errors are [[TFRecordException]]s: where, what was expected, what was
 * received.
 */
package object tfrecord
