package org.apache.spark.sparky

import org.apache.spark.{InternalAccumulator, TaskContext}
import org.apache.spark.scheduler.StageInfo

/**
 * Tells Spark what the present task has read, as Spark's own sources do: its page and its
 * heartbeats then show rows and bytes.
 *
 * Spark keeps these metrics to its own packages, hence the name of this one. They are for show
 * alone: a task that runs twice tells twice.
 */
object TaskInput {

  /** Adds rows and bytes; outside of a task there is nobody to tell. */
  def add(rows: Long, bytes: Long): Unit = {
    val task = TaskContext.get()
    if (task != null) {
      val metrics = task.taskMetrics().inputMetrics
      metrics.incRecordsRead(rows)
      metrics.incBytesRead(bytes)
    }
  }

  /**
   * By which ids the heartbeats of a stage's tasks tell rows and bytes; inside one JVM they have no
   * names.
   */
  def ids(stage: StageInfo): Option[TaskInputIds] = {
    val all = Option(stage.taskMetrics).map(_.nameToAccums)
    def id(name: String): Option[Long] = all.flatMap(_.get(name)).map(_.id)
    for {
      rows <- id(InternalAccumulator.input.RECORDS_READ)
      bytes <- id(InternalAccumulator.input.BYTES_READ)
    } yield TaskInputIds(rows, bytes)
  }
}

/** The ids of the metrics that say what a stage's tasks have read. */
final case class TaskInputIds(rows: Long, bytes: Long)
