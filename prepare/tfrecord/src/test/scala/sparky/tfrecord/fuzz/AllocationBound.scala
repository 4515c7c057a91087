package sparky.tfrecord
package fuzz

import java.lang.management.ManagementFactory

import com.sun.management.ThreadMXBean

/** How many bytes of the heap a piece of work may take, counted by the JVM for this thread. */
private[fuzz] object AllocationBound {
  private val threads = ManagementFactory.getThreadMXBean match {
    case counting: ThreadMXBean => counting
    case other                  => throw new IllegalStateException(s"$other counts no bytes")
  }

  /** Runs `work`; once more where it took too much, as classes may have been loaded meanwhile. */
  def check(bytes: Long)(work: => Unit): Unit =
    if (allocated(work) > bytes) {
      val taken = allocated(work)
      if (taken > bytes) {
        throw new AssertionError(s"expected at most $bytes bytes of heap, received $taken")
      }
    }

  private def allocated(work: => Unit): Long = {
    val thread = Thread.currentThread.getId
    val before = threads.getThreadAllocatedBytes(thread)
    work
    threads.getThreadAllocatedBytes(thread) - before
  }
}
