package org.apache.spark.sparky

import org.apache.spark.TaskContext

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
}
