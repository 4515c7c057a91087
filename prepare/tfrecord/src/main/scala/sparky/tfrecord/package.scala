package sparky

/**
 * The Spark data source for TFRecord files, usable alone: `df.write.format("tfrecord").save(dir)`.
 *
 * A row becomes a `tf.train.Example` with a feature for each column, of the column's name. Long and
 * integer columns are `int64_list`, float columns `float_list`, binary and string columns
 * `bytes_list` (a string as UTF-8), arrays of these the list of their elements; other types are
 * refused. A null column is an absent feature, an empty array an empty list; a null in an array is
 * refused. The bytes are those of protobuf's deterministic serialization, so the same rows in the
 * same partitions give the same files.
 *
 * The way of a row:
 *
 *   - `TFRecordFileFormat` is what Spark finds under the name; it has the options
 *     (`TFRecordOptions`) and the columns' types checked before the first row;
 *   - `TFRecordOutputWriter` writes one file;
 *   - `ExampleEncoder` turns a row into the bytes of an Example, in a `RecordBuffer`: a
 *     `FeatureEntry` for each column, with a `ListEncoder` of its type (`Int64ListEncoder`,
 *     `FloatListEncoder`, `BytesListEncoder`) on `Varint`s;
 *   - `RecordFraming` puts length and checksums around it;
 *   - `Codec` compresses the file and `SummingOutputStream` sums what reaches it;
 *   - `Sidecar` notes the sums beside the file of the task's attempt;
 *   - `TFRecordCommitter` collects the notes of committed tasks in a `TFRecordManifest` of
 *     `WrittenFile`s when the job commits.
 *
 * A write is complete when its manifest is, and only then; `HadoopFiles` replaces it in one step.
 * It is JSON: `{"format_version": 1, "kind": "records", "run_id", "files": [{"name", "bytes",
 * "records", "crc32c"}]}`. Under its default name, `_MANIFEST.json`, it lists what the directory
 * holds, earlier writes that were appended to included; under another name the files of one write
 * alone. Errors are `TFRecordException`s: where, what was expected, what was received.
 */
package object tfrecord
