package sparky.tfrecord

import java.util.Locale

import org.apache.spark.sql.catalyst.util.CaseInsensitiveMap

import sparky.tfrecord.commit.TFRecordManifest
import sparky.tfrecord.frame.Codec

/** The options of one read or write, parsed once; names are case-insensitive. */
final private[tfrecord] class TFRecordOptions(parameters: CaseInsensitiveMap[String])
    extends Serializable {
  import TFRecordOptions._

  def this(parameters: Map[String, String]) = this(CaseInsensitiveMap(parameters))

  /** What a record holds. Allowed: `Example` (default), a `tf.train.Example`. */
  val recordType: String = oneOf(RecordType, parameters.getOrElse(RecordType, Example), RecordTypes)

  /**
   * The compression of each file: `none` (default), `gzip` or `zlib`, what TensorFlow reads.
   * Written `codec` or `compression`; where both are given they must agree.
   */
  val codec: Codec = {
    val names = CodecNames.flatMap(option => parameters.get(option).map(codecName(option, _)))
    if (names.distinct.length > 1) {
      throw new TFRecordException(
        s"options ${CodecNames.mkString(" and ")}",
        "one codec",
        names.mkString(" and ")
      )
    }
    Codec.All.find(codec => names.headOption.getOrElse(Codec.None.name) == codec.name).get
  }

  /**
   * The name of the file in which a write lists its files once it is complete. The default,
   * `_MANIFEST.json`, describes the directory: an append adds to it. Any other name is the list of
   * one write alone, and replaces an older one. It begins with `_`, which Spark's readers skip.
   */
  val manifest: String = {
    val name = parameters.getOrElse(Manifest, TFRecordManifest.DirectoryName)
    if (!name.matches(ManifestPattern)) {
      throw new TFRecordException(
        s"option $Manifest",
        "a file name that begins with _, of letters, digits, _, . and -",
        name
      )
    }
    name
  }
}

private[tfrecord] object TFRecordOptions {
  val RecordType = "recordType"
  val CodecOption = "codec"
  val Compression = "compression"
  val Manifest = "manifest"

  private val Example = "Example"
  private val RecordTypes = Seq(Example)
  private val CodecNames = Seq(CodecOption, Compression)
  private val ManifestPattern = "_[A-Za-z0-9_.-]+"

  private def codecName(option: String, value: String): String =
    oneOf(option, value, Codec.All.map(_.name))

  /** The allowed value that `value` is, whatever its case. */
  private def oneOf(option: String, value: String, allowed: Seq[String]): String =
    allowed.find(_.equalsIgnoreCase(value.toLowerCase(Locale.ROOT))).getOrElse {
      throw new TFRecordException(s"option $option", allowed.mkString(" or "), value)
    }
}
