package sparky.prepare.insight.page

import java.util.Locale

import scalatags.Text.{svgAttrs => at, svgTags => svg}
import scalatags.Text.all._

import sparky.prepare.insight.{Coverage, Histogram}

/** The small drawings of the page, as SVG; by StrictMath, so that they are the same everywhere. */
private[page] object Drawing {
  private val Wide = 150.0
  private val High = 26.0

  /** The share of one of two colours in a bar, of which the whole is `full`. */
  def bar(solid: Double, whole: Double, full: Double, tick: Option[Double]): Frag = {
    def at_(x: Double): Double = math.min(1.0, x / full) * Wide
    picture(10)(
      rect(0, 0, at_(whole), 10, "soft"),
      rect(0, 0, at_(solid), 10, "bar"),
      tick.map(t =>
        svg.line(at.x1 := n(at_(t)), at.x2 := n(at_(t)), at.y1 := 0, at.y2 := 10, cls := "tick")
      )
    )
  }

  /**
   * A histogram by density, over the signed logarithm of the value; a second one as an outline.
   *
   * What lies outside all bounds stands at the edges.
   */
  def histogram(shown: Histogram, outline: Option[Histogram]): Frag = {
    val bins = new Bins(shown.bounds)
    val (own, other) = (bins.densities(shown), outline.map(bins.densities))
    val top = (own ++ other.getOrElse(Nil)).maxOption.filter(_ > 0).getOrElse(1.0)
    picture(High)(
      own.indices.map { i =>
        val tall = own(i) / top * High
        rect(
          bins.left(i) * Wide,
          High - tall,
          math.max(0.6, (bins.right(i) - bins.left(i)) * Wide - 0.3),
          tall,
          "bar"
        )
      },
      other.map(densities =>
        svg.polyline(at.points := steps(bins, densities, top), cls := "outline")
      )
    )
  }

  /** The share of the rows over the logarithm of the number of values. */
  def coverage(points: Seq[Coverage], rows: Long): Frag = {
    val last = StrictMath.log(math.max(2L, points.last.values).toDouble)
    val places = points.map { p =>
      val x = if (points.size == 1) Wide else StrictMath.log(p.values.toDouble) / last * Wide
      s"${n(x)},${n(High - 1 - p.rows.toDouble / math.max(1L, rows) * (High - 2))}"
    }
    val first = places.head.split(',')(1)
    picture(High)(
      svg.line(at.x1 := 0, at.x2 := n(Wide), at.y1 := 1, at.y2 := 1, cls := "frame"),
      svg.polygon(
        at.points := (s"0,${n(High)}" +: s"0,$first" +: places :+ s"${n(Wide)},${n(High)}")
          .mkString(" "),
        cls := "soft"
      ),
      svg.polyline(at.points := (s"0,$first" +: places).mkString(" "), cls := "curve")
    )
  }

  private def steps(bins: Bins, densities: IndexedSeq[Double], top: Double): String =
    densities.indices
      .flatMap { i =>
        val y = n(High - densities(i) / top * High)
        Seq(s"${n(bins.left(i) * Wide)},$y", s"${n(bins.right(i) * Wide)},$y")
      }
      .mkString(" ")

  private def picture(tall: Double)(content: Frag*): Frag =
    svg.svg(
      at.width := n(Wide),
      at.height := n(tall),
      at.viewBox := s"0 0 ${n(Wide)} ${n(tall)}",
      attr("aria-hidden") := "true"
    )(content: _*)

  private def rect(x: Double, y: Double, wide: Double, tall: Double, kind: String): Frag =
    svg.rect(at.x := n(x), at.y := n(y), at.width := n(wide), at.height := n(tall), cls := kind)

  private def n(x: Double): String =
    String.format(Locale.ROOT, "%.1f", Double.box(x)).stripSuffix(".0")

  /** Where the bins of a histogram stand from 0 to 1, the open ones at the edges. */
  final private class Bins(bounds: IndexedSeq[Float]) {
    private val Edge = 0.02
    private val logs =
      bounds.map(b => math.signum(b.toDouble) * StrictMath.log1p(math.abs(b.toDouble)))
    private val (first, length) =
      if (logs.size < 2) (0.0, 1.0) else (logs.head, math.max(1e-9, logs.last - logs.head))

    def left(bin: Int): Double = if (bin == 0) 0.0 else place(bin - 1)

    def right(bin: Int): Double = if (bin >= bounds.size) 1.0 else place(bin)

    def densities(histogram: Histogram): IndexedSeq[Double] = {
      val rows = math.max(1L, histogram.rows.sum).toDouble
      histogram.rows.indices.map(i =>
        histogram.rows(i) / rows / math.max(0.004, right(i) - left(i))
      )
    }

    private def place(bound: Int): Double =
      if (logs.size < 2) Edge else Edge + (logs(bound) - first) / length * (1 - 2 * Edge)
  }
}
