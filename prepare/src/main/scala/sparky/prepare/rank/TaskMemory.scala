package sparky.prepare.rank

/** How much memory the maps of one task may take. */
object TaskMemory {

  /** Bytes: a quarter of the heap is for the maps of all tasks that run at once. */
  def share: Long = {
    val runtime = Runtime.getRuntime
    runtime.maxMemory / 4 / runtime.availableProcessors
  }
}
