package sparky.tfrecord
package expressions

import org.apache.spark.sql.catalyst.analysis.TypeCheckResult
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult.{TypeCheckFailure, TypeCheckSuccess}
import org.apache.spark.sql.catalyst.expressions.UnaryExpression
import org.apache.spark.sql.catalyst.expressions.codegen.{CodegenContext, CodeGenerator, ExprCode}
import org.apache.spark.sql.types.DataType

/** What the two functions share: null in, null out; arguments are checked at analysis. */
private[tfrecord] trait RecordFunction { this: UnaryExpression =>

  /** Generated code calls the method by its name. */
  def nullSafeEval(input: Any): Any

  /** Makes what the function works with, which fails for what a record cannot hold. */
  final protected def check(made: => Any): TypeCheckResult =
    try {
      made
      TypeCheckSuccess
    } catch { case error: TFRecordException => TypeCheckFailure(error.getMessage) }

  final protected def failure(expected: String, received: DataType): TypeCheckResult =
    TypeCheckFailure(
      s"argument of $prettyName: expected $expected, received ${received.catalogString}"
    )

  final protected def callThis(ctx: CodegenContext, ev: ExprCode): ExprCode = {
    val function = ctx.addReferenceObj(prettyName, this)
    val javaType = CodeGenerator.boxedType(dataType)
    nullSafeCodeGen(ctx, ev, input => s"${ev.value} = ($javaType) $function.nullSafeEval($input);")
  }
}
