package sparky.prepare

import scopt.{OEffect, OParser, OParserBuilder}

/** Reads the command line. */
object CommandLine {
  private val MaxPartitions = 100000L
  private val MaxRowsPerRecord = 1000000L
  private val LabelChoices = Seq("present", "absent", "auto")
  private val Flags = Seq("base", "in", "out", "artifacts", "mode", "numPartitions", "schema") ++
    Seq("label", "key", "rows-per-record", "max-bad-rows", "limit", "dry-run", "help") ++
    VocabularyFlags.Names ++ SkewFlags.Names ++ SelectionFlags.Names

  private val Short = Seq("-b", "-i", "-o", "-x", "-m", "-n", "-h")

  /**
   * The parameters, or the text that `--help` asks for.
   *
   * @throws UsageError
   *   for the first thing that is wrong; an unknown flag with the nearest known one
   */
  def parse(args: Seq[String]): Either[String, Params] =
    if (args.contains("--help") || args.contains("-h")) Left(OParser.usage(parser))
    else
      OParser.runParser(parser, args, Params()) match {
        case (Some(params), _) => Right(params)
        case (None, effects)   => throw new UsageError(reason(effects))
      }

  private def reason(effects: List[OEffect]): String = {
    val errors = effects.collect { case OEffect.ReportError(message) => message }
    val first = errors.find(_.startsWith(UnknownOption)).orElse(errors.headOption)
    first.fold("the command line is not understood")(withHint)
  }

  // The parser also calls a known flag unknown where it is there twice.
  private def withHint(message: String): String =
    if (!message.startsWith(UnknownOption)) message
    else {
      val flag = message.stripPrefix(UnknownOption).takeWhile(_ != '=')
      val known = Flags.map(f => s"--$f")
      if (known.contains(flag) || Short.contains(flag)) s"flag $flag is there twice"
      else s"unknown flag $flag${NearestName.hint(flag, known)}"
    }

  private val UnknownOption = "Unknown option "

  private lazy val parser: OParser[Unit, Params] = {
    val builder = OParser.builder[Params]
    import builder._
    OParser.sequence(
      programName("CriteoPreprocessingApplication"),
      head("Turns click logs into TFRecords, and makes the artifacts that they are encoded with."),
      paths(builder),
      opt[String]('m', "mode")
        .valueName(Mode.All.map(_.name).mkString("|"))
        .validate(name => oneOf("mode", name, Mode.All.map(_.name)))
        .action((name, c) => c.copy(mode = Mode.All.find(_.name == name).get))
        .text(
          "train: artifacts and records; analyze: artifacts alone; the others: records, with " +
            "existing artifacts (default: train)"
        ),
      NumberFlag(builder, "numPartitions", 1, MaxPartitions)((n, c) =>
        c.copy(numPartitions = n.toInt)
      )
        .abbr("n")
        .text(s"parts that the log is cut into (default: ${Params().numPartitions})"),
      opt[String]("schema")
        .valueName("FILE")
        .action((file, c) => c.copy(schema = Some(file)))
        .text(
          "what the columns are (default: Criteo; evaluate and predict: that of the artifacts)"
        ),
      choices(builder),
      NumberFlag(builder, "rows-per-record", 1, MaxRowsPerRecord)((n, c) =>
        c.copy(rowsPerRecord = Some(n.toInt))
      )
        .text(s"rows of one record (default: ${Params.ManyRows}; predict: 1)"),
      NumberFlag(builder, "max-bad-rows", 0, Long.MaxValue)((n, c) => c.copy(maxBadRows = Some(n)))
        .text("more bad rows fail the run (default: 0; predict: no limit)"),
      NumberFlag(builder, "limit", 1, Long.MaxValue)((n, c) => c.copy(limit = Some(n)))
        .text("read only the first N rows, in the order of the files (default: all)"),
      VocabularyFlags.of(builder),
      SkewFlags.of(builder),
      SelectionFlags.of(builder),
      opt[Unit]("dry-run")
        .action((_, c) => c.copy(dryRun = true))
        .text("write nothing; say by a sample of the log what the job will need"),
      help('h', "help").text("print this text"),
      checkConfig(outOf)
    )
  }

  private def paths(builder: OParserBuilder[Params]): OParser[_, Params] = {
    import builder._
    OParser.sequence(
      opt[String]('b', "base")
        .valueName("PREFIX")
        .action((path, c) => c.copy(base = path))
        .text("prefix of the other paths where they are relative (default: none)"),
      InputFlags.of(builder),
      opt[String]('o', "out")
        .valueName("DIR")
        .action((path, c) => c.copy(out = path))
        .text("where the records go (required, but not for analyze)"),
      opt[String]('x', "artifacts")
        .valueName("DIR")
        .required()
        .action((path, c) => c.copy(artifacts = path))
        .text("where the artifacts are, or go in train and analyze (required)")
    )
  }

  private def choices(builder: OParserBuilder[Params]): OParser[_, Params] = {
    import builder._
    OParser.sequence(
      opt[String]("label")
        .valueName(LabelChoices.mkString("|"))
        .validate(choice => oneOf("label", choice, LabelChoices))
        .action((choice, c) => c.copy(label = Some(choice)))
        .text("whether the log has the label (default: present; predict: auto)"),
      opt[String]("key")
        .valueName("none|line|COLUMN")
        .action((key, c) => c.copy(key = Some(key)))
        .text("what records are recognised by (default: the schema's key column, if any)")
    )
  }

  private def oneOf(flag: String, value: String, known: Seq[String]): Either[String, Unit] =
    if (known.contains(value)) Right(())
    else {
      val received = s"$value${NearestName.hint(value, known)}"
      Left(s"--$flag: expected ${known.mkString(", ")}, received $received")
    }

  private def outOf(params: Params): Either[String, Unit] =
    if (params.mode.recordKind.isDefined && params.out.isEmpty) Left("Missing option --out")
    else if (params.mode.recordKind.isEmpty && params.out.nonEmpty)
      Left(
        s"--out: expected none, since ${params.mode.name} writes no records, received ${params.out}"
      )
    else Right(())
}
