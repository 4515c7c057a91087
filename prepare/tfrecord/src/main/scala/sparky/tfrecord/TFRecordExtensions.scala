package sparky.tfrecord

import org.apache.spark.sql.SparkSessionExtensions
import org.apache.spark.sql.catalyst.FunctionIdentifier
import org.apache.spark.sql.catalyst.expressions.{Expression, ExpressionInfo}

import sparky.tfrecord.expressions.{FromExample, FunctionArguments, ToExample}

/**
 * Makes `to_example` and `from_example` functions of SQL, in a session that is started with
 * `spark.sql.extensions=sparky.tfrecord.TFRecordExtensions`.
 */
final class TFRecordExtensions extends (SparkSessionExtensions => Unit) {
  import TFRecordExtensions._

  override def apply(extensions: SparkSessionExtensions): Unit = {
    inject(extensions, "to_example", classOf[ToExample], s"$ToUsage - $ToMeaning")(toExample)
    inject(extensions, "from_example", classOf[FromExample], s"$FromUsage - $FromMeaning")(
      fromExample
    )
  }

  private def inject(
      extensions: SparkSessionExtensions,
      name: String,
      expression: Class[_],
      usage: String
  )(builder: Seq[Expression] => Expression): Unit = {
    val info =
      new ExpressionInfo(expression.getName, null, name, usage, "", "", "", "", "", "", "")
    extensions.injectFunction((FunctionIdentifier(name), info, builder))
  }

  private def toExample(arguments: Seq[Expression]): Expression = arguments match {
    case Seq(struct)          => ToExample(struct, Map.empty)
    case Seq(struct, options) => ToExample(struct, FunctionArguments.options(options))
    case other                => FunctionArguments.wrongCount("to_example", ToUsage, other.length)
  }

  private def fromExample(arguments: Seq[Expression]): Expression = arguments match {
    case Seq(data, schema) => FromExample(data, FunctionArguments.schema(schema), Map.empty)
    case Seq(data, schema, options) =>
      FromExample(data, FunctionArguments.schema(schema), FunctionArguments.options(options))
    case other => FunctionArguments.wrongCount("from_example", FromUsage, other.length)
  }
}

private object TFRecordExtensions {
  private val ToUsage = "to_example(struct[, options])"
  private val ToMeaning = "The bytes of a record with a feature for each field of the struct."
  private val FromUsage = "from_example(binary, schema[, options])"
  private val FromMeaning = "The struct of the features that a record has."
}
