package sparky.tfrecord
package expressions

import org.apache.spark.sql.catalyst.analysis.TypeCheckResult
import org.apache.spark.sql.catalyst.expressions.{Expression, GenericInternalRow, UnaryExpression}
import org.apache.spark.sql.catalyst.expressions.codegen.{CodegenContext, ExprCode}
import org.apache.spark.sql.types._

import sparky.tfrecord.decode.RecordDecoder

/**
 * The bytes of a record as a struct, whose fields may all be null. A null stays null.
 *
 * @param schema  the fields; what else a record has is passed over
 * @param options `recordType`, `allowNarrowing` and `mode`, as for a read: in mode `PERMISSIVE` a
 *                damaged record, or one that does not fit `schema`, is a struct of nulls
 */
final private[tfrecord] case class FromExample(
    child: Expression,
    schema: StructType,
    options: Map[String, String]
) extends UnaryExpression
    with RecordFunction {
  @transient private lazy val parsed = new TFRecordOptions(options)
  @transient private lazy val decoder = RecordDecoder.of(dataType, parsed)
  @transient private lazy val nulls = new GenericInternalRow(schema.length)

  override def prettyName: String = "from_example"

  override lazy val dataType: StructType = FromExample.columns(schema)

  override def checkInputDataTypes(): TypeCheckResult = child.dataType match {
    case BinaryType => check(decoder)
    case other      => failure("binary", other)
  }

  /**
   * The row is a copy, as whoever asked may keep several.
   *
   * @throws TFRecordException naming a column or a byte of the record, where that is damaged
   */
  override def nullSafeEval(input: Any): Any = {
    val record = input.asInstanceOf[Array[Byte]]
    try decoder.decode(record, 0, record.length).copy()
    catch {
      case error: ValueException => if (parsed.permissive) nulls else throw error.in(prettyName)
    }
  }

  override protected def doGenCode(ctx: CodegenContext, ev: ExprCode): ExprCode =
    callThis(ctx, ev)

  override protected def withNewChildInternal(newChild: Expression): FromExample =
    copy(child = newChild)
}

private[tfrecord] object FromExample {

  /** The columns, with nulls everywhere: a record cannot be made to have all features. */
  private def columns(schema: StructType): StructType =
    StructType(schema.map(f => f.copy(dataType = nullable(f.dataType), nullable = true)))

  private def nullable(dataType: DataType): DataType = dataType match {
    case struct: StructType     => columns(struct)
    case ArrayType(element, _)  => ArrayType(nullable(element), containsNull = true)
    case MapType(key, value, _) => MapType(nullable(key), nullable(value), valueContainsNull = true)
    case other                  => other
  }
}
