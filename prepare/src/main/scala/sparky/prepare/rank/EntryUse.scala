package sparky.prepare.rank

/** What is done with an entry of an array of entries; unlike a function, it takes its place unboxed. */
trait EntryUse {
  def of(words: Array[Long], at: Int): Unit
}
