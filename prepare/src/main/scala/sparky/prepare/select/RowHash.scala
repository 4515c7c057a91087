package sparky.prepare.select

import java.util.zip.CRC32

import sparky.prepare.row.RowBatch

/**
 * Numbers below 2^32 that follow from the bytes of a row alone, the same on every machine, for any
 * parts and order of files.
 */
private[select] object RowHash {

  /** Below it are the numbers h with h / 2^32 < share. */
  def bound(share: BigDecimal): Long =
    (share * BigDecimal(1L << 32)).setScale(0, BigDecimal.RoundingMode.CEILING).toLong

  /** The CRC-32 of the row's bytes and a line feed: of its line, in a log of text. */
  def of(crc: CRC32, batch: RowBatch, row: Int): Long = {
    val place = batch.places(row)
    crc.reset()
    crc.update(batch.bytes, place.start, place.end - place.start)
    crc.update('\n')
    crc.getValue
  }

  /**
   * Another number for each hash and seed: the upper half of the finalizer of SplitMix64, of the
   * hash plus 2^32 times the seed.
   */
  def mixed(hash: Long, seed: Long): Long = {
    val first = hash + (seed << 32) + Golden
    val second = (first ^ (first >>> 30)) * 0xbf58476d1ce4e5b9L
    val third = (second ^ (second >>> 27)) * 0x94d049bb133111ebL
    (third ^ (third >>> 31)) >>> 32
  }

  final private val Golden = 0x9e3779b97f4a7c15L
}
