package sparky

/**
 * The Spark data source for TFRecord files, usable alone: `df.write.format("tfrecord").save(dir)`.
 *
 * A row becomes a `tf.train.Example` with a feature for each column, of the column's name. Long and
 * integer columns are `int64_list`, float columns `float_list`, binary and string columns
 * `bytes_list` (a string as UTF-8), arrays of these the list of their elements. A null column is an
 * absent feature, an empty array an empty list; a null in an array is refused. The bytes are those of
 * protobuf's deterministic serialization, so the same rows in the same partitions give the same files.
 *
 * The way of a row:
 *
 *   - [[tfrecord.TFRecordFileFormat]] is what Spark finds under the name; it has the options
 *     ([[tfrecord.TFRecordOptions]]) and the columns' types checked before the first row;
 *   - [[tfrecord.TFRecordOutputWriter]] writes one file;
 *   - [[tfrecord.ExampleEncoder]] turns a row into the bytes of an Example, in a
 *     [[tfrecord.RecordBuffer]]: a [[tfrecord.FeatureEntry]] for each column, with a
 *     [[tfrecord.ListEncoder]] of its type ([[tfrecord.Int64ListEncoder]],
 *     [[tfrecord.FloatListEncoder]], [[tfrecord.BytesListEncoder]]) on [[tfrecord.Varint]]s;
 *   - [[tfrecord.RecordFraming]] puts length and checksums around it;
 *   - [[tfrecord.Codec]] compresses the file and [[tfrecord.SummingOutputStream]] sums what reaches it;
 *   - [[tfrecord.Sidecar]] notes the sums beside the file of the task's attempt;
 *   - [[tfrecord.TFRecordCommitter]] collects the notes of committed tasks in a
 *     [[tfrecord.TFRecordManifest]] of [[tfrecord.WrittenFile]]s when the job commits.
 *
 * A write is complete when its manifest is, and only then; [[tfrecord.HadoopFiles]] replaces it in
 * one step. Errors are [[tfrecord.TFRecordException]]s: where, what was expected, what was received.
 */
package object tfrecord
