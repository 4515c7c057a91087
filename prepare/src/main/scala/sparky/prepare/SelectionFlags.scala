package sparky.prepare

import scopt.{OParser, OParserBuilder}

/** The flags that say which rows train mode holds out for evaluation, and which it draws. */
object SelectionFlags {

  /** Their names. */
  val Names: Seq[String] =
    Seq("evaluate-out", "split", "evaluate-share", "evaluate-from", "negative-rate", "sample-seed")

  /** What `--split` may be besides a column. */
  val Hash: String = "hash"
  val Order: String = "order"

  def of(builder: OParserBuilder[Params]): OParser[_, Params] = {
    import builder._
    OParser.sequence(
      text(builder, "evaluate-out", "DIR")((v, f) => f.copy(evaluateOut = Some(v)))
        .text("where the rows that are held out go, as evaluate records (default: none are)"),
      text(builder, "split", s"$Hash|$Order|COLUMN")((v, f) => f.copy(split = Some(v)))
        .text("how rows are held out: by a hash of each, the last ones, or by a column"),
      share(builder, "evaluate-share", below1 = true)((v, f) => f.copy(share = Some(v)))
        .text(s"the share of the rows held out, with --split $Hash or $Order"),
      text(builder, "evaluate-from", "VALUE")((v, f) => f.copy(from = Some(v)))
        .text("rows whose COLUMN is at or above it are held out, with --split COLUMN"),
      share(builder, "negative-rate", below1 = false)((v, f) => f.copy(negativeRate = Some(v)))
        .text("the share of the negative train rows that is kept; each weighs 1/R (default: 1)"),
      NumberFlag(builder, "sample-seed", 0, Long.MaxValue)((n, c) =>
        c.copy(selection = c.selection.copy(seed = Some(n)))
      )
        .text("another number draws other negative rows (default: 0)"),
      checkConfig(params => SelectionChecks.first(params).toLeft(()))
    )
  }

  private def text(builder: OParserBuilder[Params], name: String, value: String)(
      action: (String, SelectionParams) => SelectionParams
  ): OParser[String, Params] = {
    import builder._
    opt[String](name)
      .valueName(value)
      .action((v, c) => c.copy(selection = action(v, c.selection)))
  }

  private def share(builder: OParserBuilder[Params], name: String, below1: Boolean)(
      action: (BigDecimal, SelectionParams) => SelectionParams
  ): OParser[String, Params] = {
    import builder._
    val expected = s"a decimal number above 0 and ${if (below1) "below" else "up to"} 1"
    def value(text: String): Option[BigDecimal] =
      if (text.matches("[0-9]{0,9}\\.?[0-9]{1,9}"))
        Some(BigDecimal(text)).filter(r => r > 0 && (r < 1 || r == 1 && !below1))
      else None
    opt[String](name)
      .valueName("R")
      .validate(t =>
        if (value(t).isDefined) success else failure(s"--$name: expected $expected, received $t")
      )
      .action((t, c) => value(t).fold(c)(r => c.copy(selection = action(r, c.selection))))
  }
}
