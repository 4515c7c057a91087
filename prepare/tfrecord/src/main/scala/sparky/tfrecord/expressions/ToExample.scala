package sparky.tfrecord
package expressions

import java.util.Arrays

import org.apache.spark.sql.catalyst.InternalRow
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult
import org.apache.spark.sql.catalyst.expressions.{Expression, UnaryExpression}
import org.apache.spark.sql.catalyst.expressions.codegen.{CodegenContext, ExprCode}
import org.apache.spark.sql.types.{BinaryType, DataType, StructType}

import sparky.tfrecord.encode.RecordEncoder
import sparky.tfrecord.wire.RecordBuffer

/**
 * A struct as the bytes of a record: a feature for each of its fields. A null stays null.
 *
 * @param options `recordType` and `allowNarrowing`, as for a write
 */
final private[tfrecord] case class ToExample(child: Expression, options: Map[String, String])
    extends UnaryExpression
    with RecordFunction {
  @transient private lazy val encoder = RecordEncoder.of(struct, new TFRecordOptions(options))
  @transient private lazy val buffer = new RecordBuffer

  override def prettyName: String = "to_example"

  override def dataType: DataType = BinaryType

  override def checkInputDataTypes(): TypeCheckResult = child.dataType match {
    case _: StructType => check(encoder)
    case other         => failure("struct", other)
  }

  /** @throws TFRecordException naming the column whose value a record cannot hold */
  override def nullSafeEval(input: Any): Any = {
    buffer.clear()
    try encoder.encode(input.asInstanceOf[InternalRow], buffer)
    catch { case error: ValueException => throw error.in(prettyName) }
    Arrays.copyOf(buffer.bytes, buffer.length)
  }

  override protected def doGenCode(ctx: CodegenContext, ev: ExprCode): ExprCode =
    callThis(ctx, ev)

  override protected def withNewChildInternal(newChild: Expression): ToExample =
    copy(child = newChild)

  private def struct: StructType = child.dataType.asInstanceOf[StructType]
}
