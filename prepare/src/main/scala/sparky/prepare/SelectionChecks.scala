package sparky.prepare

/** Refuses flags of selection that do not fit together. */
private[prepare] object SelectionChecks {

  /** The first thing that is wrong. */
  def first(params: Params): Option[String] = {
    val choice = params.selection
    val flags = Seq(
      "evaluate-out" -> choice.evaluateOut,
      "split" -> choice.split,
      "evaluate-share" -> choice.share.map(_.toString),
      "evaluate-from" -> choice.from,
      "negative-rate" -> choice.negativeRate.map(_.toString),
      "sample-seed" -> choice.seed.map(_.toString)
    ).collect { case (name, Some(value)) => name -> value }
    if (params.mode == Mode.Train) inTrain(choice, flags.toMap)
    else
      flags.headOption.map { case (name, value) =>
        s"--$name: expected none, since ${params.mode.name} takes every row, received $value"
      }
  }

  private def inTrain(choice: SelectionParams, flags: Map[String, String]): Option[String] = {
    val byShare = choice.split.isDefined && !choice.byColumn
    Seq(
      needs(flags, "evaluate-out", "split", choice.evaluateOut.isDefined),
      needs(flags, "split", "evaluate-out", choice.split.isDefined),
      needs(flags, "split", "evaluate-share", byShare),
      needs(flags, "split", "evaluate-from", choice.byColumn),
      refuses(flags, "evaluate-share", s"--split ${SelectionFlags.Hash} or order", byShare),
      refuses(flags, "evaluate-from", "--split COLUMN", choice.byColumn),
      refuses(flags, "sample-seed", "--negative-rate", choice.negativeRate.isDefined)
    ).flatten.headOption
  }

  private def needs(
      flags: Map[String, String],
      name: String,
      other: String,
      applies: Boolean
  ): Option[String] =
    if (applies && !flags.contains(other))
      Some(s"--$name: expected --$other with it, received ${flags(name)} alone")
    else None

  private def refuses(
      flags: Map[String, String],
      name: String,
      use: String,
      applies: Boolean
  ): Option[String] =
    flags.get(name).filter(_ => !applies).map { value =>
      s"--$name: expected none without $use, received $value"
    }
}
