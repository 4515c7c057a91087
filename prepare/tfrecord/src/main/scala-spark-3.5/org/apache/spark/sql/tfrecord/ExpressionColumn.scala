package org.apache.spark.sql.tfrecord

import org.apache.spark.sql.Column
import org.apache.spark.sql.catalyst.expressions.Expression

/** Columns of expressions, as Spark 3.5 makes them, under the name that Spark 4 needs. */
object ExpressionColumn {

  /** The column of what `make` makes of another column's expression. */
  def apply(of: Column)(make: Expression => Expression): Column = new Column(make(of.expr))
}
