package sparky.prepare

import scopt.{OParser, OParserBuilder}

import sparky.prepare.schema.InputFormat

/** The flags that say what is read. */
object InputFlags {

  /** Their names. */
  val Names: Seq[String] = Seq("in", "format")

  def of(builder: OParserBuilder[Params]): OParser[_, Params] = {
    import builder._
    OParser.sequence(
      opt[String]('i', "in")
        .valueName("GLOB")
        .required()
        .unbounded()
        .action((path, c) => c.copy(in = c.in :+ path))
        .text(
          "the log: files, or directories of files; may be there several times (required)"
        ),
      opt[String]("format")
        .valueName("delimited|parquet|table|…")
        .validate(name => if (name.nonEmpty) success else failure("--format: expected a name"))
        .action((name, c) => c.copy(format = Some(name)))
        .text(
          s"${InputFormat.Delimited}: lines of text; ${InputFormat.Table}: --in is the name of a " +
            "table in Spark's catalog; any other: files of tables (default: the schema's)"
        )
    )
  }
}
