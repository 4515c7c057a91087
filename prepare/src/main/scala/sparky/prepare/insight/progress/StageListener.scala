package sparky.prepare.insight.progress

import scala.collection.mutable

import org.apache.spark.scheduler._
import org.apache.spark.sparky.{TaskInput, TaskInputIds}

/**
 * Follows the Spark stages of one stage of a run: the first reads the log, one task a part; those
 * behind it merge.
 *
 * Events come one after the other on a thread of Spark, and [[text]] is asked for on another.
 *
 * @param group
 *   the value of the property [[StageListener.Property]] of the jobs that it follows
 * @param clock
 *   gives nanoseconds
 */
final class StageListener(group: String, parts: IndexedSeq[Long], clock: () => Long)
    extends SparkListener {
  import StageListener._

  private val read = new PartsRead(parts)
  private val partOf = mutable.Map.empty[Long, Int]
  private val ended = mutable.Set.empty[Int]
  private var reader = -1
  private var present = -1
  private var tasks = 0
  private var ids = Option.empty[TaskInputIds]
  private var begun = 0L
  private var heard = 0L

  override def onStageSubmitted(event: SparkListenerStageSubmitted): Unit = synchronized {
    val properties = Option(event.properties)
    if (properties.exists(_.getProperty(Property) == group)) {
      present = event.stageInfo.stageId
      tasks = event.stageInfo.numTasks
      ended.clear()
      if (reader < 0 && tasks == parts.size) {
        reader = present
        ids = TaskInput.ids(event.stageInfo)
      }
    }
  }

  override def onTaskStart(event: SparkListenerTaskStart): Unit = synchronized {
    if (event.stageId == reader) {
      if (partOf.isEmpty) {
        begun = clock()
        heard = begun
      }
      partOf(event.taskInfo.taskId) = event.taskInfo.partitionId
    }
  }

  override def onTaskEnd(event: SparkListenerTaskEnd): Unit = synchronized {
    if (event.taskInfo.successful) {
      val part = event.taskInfo.partitionId
      if (event.stageId == present) ended += part
      if (event.stageId == reader) {
        heard = clock()
        read.end(part, Option(event.taskMetrics).fold(0L)(_.inputMetrics.recordsRead))
      }
    }
  }

  override def onExecutorMetricsUpdate(event: SparkListenerExecutorMetricsUpdate): Unit =
    synchronized {
      for ((task, _, _, metrics) <- event.accumUpdates; part <- partOf.get(task); known <- ids) {
        heard = clock()
        read.reach(part, value(metrics, known.rows), value(metrics, known.bytes))
      }
    }

  private def value(metrics: Seq[AccumulableInfo], id: Long): Long =
    metrics.find(_.id == id).flatMap(_.update).collect { case n: Long => n }.getOrElse(0L)

  /** How far it is; none before its first Spark stage. */
  def text: Option[String] = synchronized {
    if (present < 0) None
    else if (present != reader) Some(ProgressText.merging(ended.size, tasks))
    else Some(ProgressText.reading(read.done, (heard - begun) / 1e9, (clock() - heard) / 1e9))
  }
}

object StageListener {

  /** The local property that says which jobs belong to a stage of the run. */
  val Property: String = "sparky.stage"
}
