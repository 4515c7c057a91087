package sparky.prepare

import scopt.{OParser, OParserBuilder}

/**
 * The flags about vocabularies: what each begins with and how much it keeps, in the modes that
 * rank; how they reach the tasks that encode.
 */
object VocabularyFlags {

  /** Their names. */
  val Names: Seq[String] = Seq("min-count", "max-vocabulary", "extend-artifacts", "max-broadcast")

  private val MaxMebibytes = 1L << 30

  def of(builder: OParserBuilder[Params]): OParser[_, Params] = {
    import builder._
    OParser.sequence(
      NumberFlag(builder, "min-count", 1, Long.MaxValue)((n, c) => c.copy(minCount = Some(n)))
        .text("rarer values of every categorical column are unseen (default: the schema's)"),
      NumberFlag(builder, "max-vocabulary", 1, Long.MaxValue)((n, c) =>
        c.copy(maxVocabulary = Some(n))
      )
        .text(
          "values kept of every categorical column, the fill among them (default: the schema's)"
        ),
      opt[String]("extend-artifacts")
        .valueName("DIR")
        .action((path, c) => c.copy(extendArtifacts = Some(path)))
        .text("keep the ids of these artifacts and add new values behind them (default: new ids)"),
      NumberFlag(builder, "max-broadcast", 0, MaxMebibytes)((n, c) =>
        c.copy(maxBroadcast = Some(n))
      )
        .text(
          "MiB of look-up tables in every executor; larger vocabularies are looked up by a " +
            "shuffle, with the same result (default: 30 % of an executor's memory)"
        ),
      checkConfig(onlyWhereRanked)
    )
  }

  private def onlyWhereRanked(params: Params): Either[String, Unit] = {
    val flags = Seq(
      "min-count" -> params.minCount.map(_.toString),
      "max-vocabulary" -> params.maxVocabulary.map(_.toString),
      "extend-artifacts" -> params.extendArtifacts
    )
    flags.collectFirst { case (name, Some(value)) if !params.mode.ranks => (name, value) } match {
      case None => Right(())
      case Some((name, value)) =>
        val why = s"since ${params.mode.name} takes the vocabularies of the artifacts"
        Left(s"--$name: expected none, $why, received $value")
    }
  }
}
