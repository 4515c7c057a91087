package sparky.prepare.select

import java.util.zip.CRC32

import sparky.prepare.row.RowBatch

/**
 * A draw of the negative rows by their bytes: rerunning it, or cutting the log otherwise, draws the
 * same ones.
 *
 * @param rate
 *   the share that is kept
 * @param seed
 *   another one draws others
 */
final case class NegativeSampling(rate: BigDecimal, seed: Long) {

  /** How many negative rows a kept one stands for. */
  def weight: Double = 1 / rate.toDouble

  private[select] def draw: NegativeDraw = new NegativeDraw(RowHash.bound(rate), seed)
}

object NegativeSampling {

  /** The name of the weight feature where the schema has no weight. */
  val Feature: String = "weight"
}

/** Draws negative rows, for one thread. */
final private[select] class NegativeDraw(bound: Long, seed: Long) {
  private[this] val crc = new CRC32

  def keeps(batch: RowBatch, row: Int): Boolean =
    RowHash.mixed(RowHash.of(crc, batch, row), seed) < bound
}
