package sparky.tfrecord
package read

import java.io.{FileNotFoundException, IOException}

import org.slf4j.LoggerFactory

import org.apache.hadoop.hdfs.BlockMissingException
import org.apache.hadoop.security.AccessControlException
import org.apache.spark.SparkContext
import org.apache.spark.sql.catalyst.FileSourceOptions
import org.apache.spark.util.LongAccumulator

/**
 * Which files a read leaves out, from where they cannot be read on: missing and corrupt ones, where
 * options or Spark's settings say so. Each is logged, and counted in a named accumulator.
 */
final private[read] class IgnoredFiles(context: SparkContext, options: FileSourceOptions)
    extends Serializable {
  import IgnoredFiles._

  private val missing = counter(context, options.ignoreMissingFiles, Missing)
  private val corrupt = counter(context, options.ignoreCorruptFiles, Corrupt)

  /** Whether nothing is left out. */
  def isEmpty: Boolean = missing.isEmpty && corrupt.isEmpty

  /** Leaves the rest of a file out, with a note, or else throws the error. */
  def leaveOut(file: String, error: Throwable, rows: Long): Unit = {
    val counter = counterOf(error)
    counter.getOrElse(throw error).add(1)
    log.warn(s"The rest of file $file is left out, behind $rows rows", error)
  }

  private def counterOf(error: Throwable): Option[LongAccumulator] = error match {
    case _: FileNotFoundException                             => missing
    case _: AccessControlException | _: BlockMissingException => None
    case _: RuntimeException | _: IOException                 => corrupt
    case _                                                    => None
  }
}

private[read] object IgnoredFiles {

  /** The names of the accumulators. */
  val Missing = "tfrecord missing files"
  val Corrupt = "tfrecord corrupt files"

  private val log = LoggerFactory.getLogger(classOf[IgnoredFiles])

  private def counter(context: SparkContext, on: Boolean, name: String): Option[LongAccumulator] =
    if (on) Some(context.longAccumulator(name)) else None
}
