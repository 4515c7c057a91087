package org.apache.spark

/** Runs code as in a task of Spark, without Spark: what is to be done at the task's end is done. */
object TaskScope {

  /** Runs `body` as the whole of one task. */
  def run[A](body: => A): A = {
    val task = TaskContext.empty()
    TaskContext.setTaskContext(task)
    try body
    finally {
      task.markTaskCompleted(None)
      TaskContext.unset()
    }
  }
}
