package sparky.prepare

import scopt.{OParser, OParserBuilder}

/** A flag whose value is an integer of a range. */
object NumberFlag {

  /**
   * @param to
   *   the largest value; `Long.MaxValue` is no limit
   * @param action
   *   takes the value into the parameters
   */
  def apply(builder: OParserBuilder[Params], name: String, from: Long, to: Long)(
      action: (Long, Params) => Params
  ): OParser[String, Params] = {
    import builder._
    val range =
      if (to == Long.MaxValue) s"an integer from $from" else s"an integer from $from to $to"
    def value(text: String): Option[Long] =
      if (text.matches("[0-9]{1,18}")) Some(text.toLong).filter(n => n >= from && n <= to) else None
    opt[String](name)
      .valueName("N")
      .validate(text =>
        if (value(text).isDefined) success else failure(s"--$name: expected $range, received $text")
      )
      .action((text, c) => value(text).fold(c)(action(_, c)))
  }
}
