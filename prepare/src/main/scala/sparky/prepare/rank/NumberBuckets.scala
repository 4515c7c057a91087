package sparky.prepare.rank

/**
 * The values of a column by their upper 16 bits (bfloat16), ascending, with the rows of each.
 *
 * @param values
 *   those that some row has
 */
final case class NumberBuckets(values: Array[Float], rows: Array[Long])
