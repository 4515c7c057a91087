package sparky.tfrecord

import scala.util.Try

import org.apache.spark.network.util.JavaUtils
import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap
import org.apache.spark.sql.internal.SQLConf

import sparky.tfrecord.commit.TFRecordManifest
import sparky.tfrecord.frame.Codec

/** The options of one read, write or function, parsed once; names are case-insensitive. */
final private[tfrecord] class TFRecordOptions(parameters: CaseInsensitiveMap[String])
    extends Serializable {
  import TFRecordOptions._

  def this(parameters: Map[String, String]) = this(CaseInsensitiveMap(parameters))

  /**
   * What a record is: `Example` (default), a `tf.train.Example`; `SequenceExample`, a
   * `tf.train.SequenceExample`; `ByteArray`, bytes of any meaning in the one binary column.
   */
  val recordType: RecordType =
    oneOf(RecordTypeOption, RecordType.All)(_.name).getOrElse(RecordType.Example)

  /**
   * The compression of each file: `none`, `gzip` or `zlib`, what TensorFlow reads, or the name of
   * Hadoop's codec class for one of these. Written `codec` or `compression`; where both are given
   * they must agree. A write without it does not compress; a read without it takes each file for
   * what its first bytes show.
   */
  val codec: Option[Codec] = {
    val codecs = CodecNames.flatMap(option => parameters.get(option).map(codecOf(option, _)))
    if (codecs.distinct.length > 1) {
      val received = codecs.map(_.name).mkString(" and ")
      throw new TFRecordException(s"options ${CodecNames.mkString(" and ")}", "one codec", received)
    }
    codecs.headOption
  }

  /** The compression of files to be written. */
  def codecToWrite: Codec = codec.getOrElse(Codec.None)

  /**
   * What a reader does with a damaged record whose frame is whole, or with one that does not have
   * the columns' types: `FAILFAST` (default) fails; `PERMISSIVE` gives a row of nulls, with the
   * bytes of the record in the column [[columnNameOfCorruptRecord]] where the schema has it.
   */
  val permissive: Boolean = oneOf(Mode, Modes)(identity).contains(Permissive)

  /**
   * The binary column that takes damaged records in mode `PERMISSIVE`; by default what
   * `spark.sql.columnNameOfCorruptRecord` says.
   */
  val columnNameOfCorruptRecord: String =
    parameters.getOrElse(CorruptColumn, SQLConf.get.columnNameOfCorruptRecord)

  /**
   * The longest record in bytes, or with a suffix such as `256m` (default): a bound on the memory
   * that a damaged length can ask for. At most 2 GiB less a MiB, what one array holds.
   */
  val maxRecordBytes: Int = parameters.get(MaxRecordBytes).fold(DefaultMaxRecordBytes) { text =>
    Try(JavaUtils.byteStringAsBytes(text)).toOption
      .filter(bytes => bytes > 0 && bytes <= LargestRecordBytes)
      .getOrElse(throw invalid(MaxRecordBytes, s"1 to $LargestRecordBytes bytes", text))
      .toInt
  }

  /** How many files a schema is inferred from, the first by name; by default all. */
  val inferSchemaFiles: Option[Int] = parameters.get(InferSchemaFiles).map { text =>
    Try(text.toInt).toOption
      .filter(_ > 0)
      .getOrElse(throw invalid(InferSchemaFiles, "a number of files from 1", text))
  }

  /** The share of records that a schema is inferred from, evenly spread; 1.0 (default) is all. */
  val samplingRatio: Double = parameters.get(SamplingRatio).fold(1.0) { text =>
    Try(text.toDouble).toOption
      .filter(ratio => ratio > 0 && ratio <= 1)
      .getOrElse(throw invalid(SamplingRatio, "a number over 0 and up to 1", text))
  }

  /**
   * Whether values may be stored in, or read into, a type that does not hold them exactly: doubles
   * and decimals are written as 32-bit floats, and a number that is out of the range of an integer
   * column loses its upper bits. By default (`false`) the former are written as bytes, the latter
   * is an error.
   */
  val allowNarrowing: Boolean = parameters.get(AllowNarrowing).exists { text =>
    Try(text.toBoolean).getOrElse(throw invalid(AllowNarrowing, "true or false", text))
  }

  /** What a reader does with the manifest of a directory: [[ManifestUse]]. Default: `use`. */
  val manifest: ManifestUse =
    oneOf(Manifest, ManifestUse.All)(_.name).getOrElse(ManifestUse.Use)

  /**
   * The name of the file in which a write lists its files once it is complete. The default,
   * `_MANIFEST.json`, describes the directory: an append adds to it. Any other name is the list of
   * one write alone, and replaces an older one. It begins with `_`, which Spark's readers skip.
   */
  val manifestName: String = {
    val name = parameters.getOrElse(ManifestName, TFRecordManifest.DirectoryName)
    if (!name.matches(ManifestPattern)) {
      throw invalid(
        ManifestName,
        "a file name that begins with _, of letters, digits, _, . and -",
        name
      )
    }
    name
  }

  // Where the files of a write go is not ours to say: `distributed`, to the path, is all there is.
  oneOf(WriteLocality, Seq(Distributed))(identity)

  /** The value among `allowed` whose name an option has, whatever its case. */
  private def oneOf[A](option: String, allowed: Seq[A])(name: A => String): Option[A] =
    parameters.get(option).map { value =>
      allowed
        .find(name(_).equalsIgnoreCase(value))
        .getOrElse(throw invalid(option, allowed.map(name).mkString(" or "), value))
    }
}

private[tfrecord] object TFRecordOptions {
  val RecordTypeOption = "recordType"
  val CodecOption = "codec"
  val Compression = "compression"
  val Mode = "mode"
  val CorruptColumn = "columnNameOfCorruptRecord"
  val MaxRecordBytes = "maxRecordBytes"
  val InferSchemaFiles = "inferSchemaFiles"
  val SamplingRatio = "samplingRatio"
  val AllowNarrowing = "allowNarrowing"
  val Manifest = "manifest"
  val ManifestName = "manifestName"
  val WriteLocality = "writeLocality"

  private val CodecNames = Seq(CodecOption, Compression)
  private val Permissive = "PERMISSIVE"
  private val Modes = Seq("FAILFAST", Permissive)
  private val Distributed = "distributed"
  private val ManifestPattern = "_[A-Za-z0-9_.-]+"

  private val DefaultMaxRecordBytes = 256 << 20

  /** What an array holds beside records that wait to be written; protobuf itself stops at 2 GiB. */
  val LargestRecordBytes: Int = Int.MaxValue - (1 << 20)

  private def codecOf(option: String, value: String): Codec =
    Codec.named(value).getOrElse {
      throw invalid(option, Codec.All.map(_.name).mkString(" or "), value)
    }

  private def invalid(option: String, expected: String, received: String): TFRecordException =
    new TFRecordException(s"option $option", expected, received)
}
