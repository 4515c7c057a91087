package sparky.prepare

import scopt.{OParser, OParserBuilder}

/** The flags of the runs that compare rows with those of the artifacts: how far the rows may lie from those of the artifacts. */
object SkewFlags {

  /** Their names. */
  val Names: Seq[String] = Seq("max-skew")

  private val Decimal = """([0-9]+(?:\.[0-9]*)?|\.[0-9]+)""".r

  def of(builder: OParserBuilder[Params]): OParser[_, Params] = {
    import builder._
    OParser.sequence(
      opt[String]("max-skew")
        .valueName("R")
        .validate(text =>
          if (ratio(text).isDefined) success
          else failure(s"--max-skew: expected a decimal from 0 to 1, received $text")
        )
        .action((text, c) => c.copy(maxSkew = ratio(text)))
        .text(
          "a column farther from the rows of the artifacts, beyond chance, fails the run " +
            "(default: no limit)"
        ),
      checkConfig(onlyWhereCompared)
    )
  }

  private def ratio(text: String): Option[Double] = text match {
    case Decimal(digits) => Some(digits.toDouble).filter(_ <= 1)
    case _               => None
  }

  private def onlyWhereCompared(params: Params): Either[String, Unit] =
    params.maxSkew.filter(_ => params.mode.ranks && params.selection.evaluateOut.isEmpty) match {
      case None => Right(())
      case Some(skew) =>
        val why = s"since ${params.mode.name} makes the artifacts of its own rows"
        Left(s"--max-skew: expected none, $why, received $skew")
    }
}
