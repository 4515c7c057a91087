package sparky.prepare.encode

import org.apache.spark.SparkContext

/** How much memory the look-up tables may take in every executor. */
object BroadcastLimit {

  /** Beside the tables lie the vocabularies that they are made of, about as large. */
  private val Share = 0.3

  /** Bytes: what the flag says in MiB, or a share of an executor's heap. */
  def of(context: SparkContext, flag: Option[Long]): Long =
    flag.fold((heap(context) * Share).toLong)(_ << 20)

  // A local executor lives in the driver's heap.
  private def heap(context: SparkContext): Long =
    if (context.isLocal) Runtime.getRuntime.maxMemory
    else context.getConf.getSizeAsBytes("spark.executor.memory", "1g")
}
