package org.apache.spark.sparky

import java.util.Properties

import org.apache.spark.{Success, TaskKilled, TaskState}
import org.apache.spark.executor.{ExecutorMetrics, TaskMetrics}
import org.apache.spark.resource.ResourceProfile
import org.apache.spark.scheduler._

/** What Spark tells a listener of one stage; Spark keeps the making of it to its own packages. */
final class StageEvents(stage: Int, tasks: Int, listener: SparkListener) {
  private val ids = TaskMetrics.empty

  /** The stage begins, with a local property of its job. */
  def submit(property: (String, String)): Unit = {
    val properties = new Properties
    properties.setProperty(property._1, property._2)
    val profile = ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID
    val info =
      new StageInfo(stage, 0, "stage", tasks, Nil, Nil, "", ids, resourceProfileId = profile)
    listener.onStageSubmitted(SparkListenerStageSubmitted(info, properties))
  }

  def start(task: Long, part: Int): Unit =
    listener.onTaskStart(SparkListenerTaskStart(stage, 0, info(task, part)))

  /** A heartbeat tells what a task has read, as it does inside one JVM: without names. */
  def heartbeat(task: Long, rows: Long, bytes: Long): Unit = {
    val TaskInputIds(rowsId, bytesId) = TaskInput
      .ids(
        new StageInfo(stage, 0, "stage", tasks, Nil, Nil, "", ids, resourceProfileId = 0)
      )
      .get
    val updates = Seq(rowsId -> rows, bytesId -> bytes).map { case (id, n) =>
      AccumulableInfo(id, None, Some(n), None, true, true, None)
    }
    listener.onExecutorMetricsUpdate(
      SparkListenerExecutorMetricsUpdate("driver", Seq((task, stage, 0, updates)))
    )
  }

  /** A task ends, well or not, having read so many rows. */
  def end(task: Long, part: Int, rows: Long, well: Boolean): Unit = {
    val ended = info(task, part)
    ended.markFinished(if (well) TaskState.FINISHED else TaskState.KILLED, 2)
    val metrics = TaskMetrics.empty
    metrics.inputMetrics.incRecordsRead(rows)
    val reason = if (well) Success else TaskKilled("another attempt was first")
    val none = new ExecutorMetrics
    listener
      .onTaskEnd(SparkListenerTaskEnd(stage, 0, "ResultTask", reason, ended, none, metrics))
  }

  private def info(task: Long, part: Int): TaskInfo =
    new TaskInfo(task, part, 0, part, 1, "driver", "host", TaskLocality.ANY, false)
}
