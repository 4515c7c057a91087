package org.apache.spark.sql.tfrecord

import org.apache.spark.sql.Column
import org.apache.spark.sql.catalyst.expressions.Expression
import org.apache.spark.sql.classic.ExpressionUtils

/** Columns of expressions. Spark 4 lets only its own packages make them, so this is one of these. */
object ExpressionColumn {

  /** The column of what `make` makes of another column's expression. */
  def apply(of: Column)(make: Expression => Expression): Column =
    ExpressionUtils.column(make(ExpressionUtils.expression(of)))
}
