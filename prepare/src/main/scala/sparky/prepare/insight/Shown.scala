package sparky.prepare.insight

import java.util.Locale

import sparky.prepare.Progress

/** Values and figures as a person reads them, on a terminal and on the page. */
object Shown {

  /**
   * A text of at most `limit` characters: what would not show, or would turn the text around, is
   * shown by its code.
   */
  def text(value: String, limit: Int): String = {
    val count = value.codePointCount(0, value.length)
    val shown = new StringBuilder
    value.codePoints.limit(limit.toLong).forEach(c => shown.append(character(c)))
    if (count > limit)
      shown.append(String.format(Locale.ROOT, "… (%,d characters)", Int.box(count)))
    shown.result()
  }

  /** `12.3 %`; a rate that is not 0 never shows as 0. */
  def rate(rate: Double): String =
    if (rate > 0 && rate < 0.00005) "< 0.01 %" else format("%.2f %%", rate * 100)

  /** `0.0123`. */
  def distance(distance: Double): String = format("%.4f", distance)

  /** A number of a column, with four digits where it is no integer. */
  def number(x: Double): String = {
    val size = math.abs(x)
    if (x == math.rint(x) && size < 1e15) Progress.count(x.toLong)
    else if (size >= 1000 && size < 1e15) format("%,.0f", x)
    else if (size >= 0.01 && size < 1000) format("%.4g", x)
    else format("%.3e", x)
  }

  private def format(pattern: String, x: Double): String =
    String.format(Locale.ROOT, pattern, Double.box(x))

  private def character(codePoint: Int): String = Character.getType(codePoint) match {
    case Character.CONTROL | Character.FORMAT | Character.SURROGATE | Character.PRIVATE_USE |
        Character.UNASSIGNED | Character.LINE_SEPARATOR | Character.PARAGRAPH_SEPARATOR =>
      f"\\u{$codePoint%x}"
    case _ => Character.toString(codePoint)
  }
}
