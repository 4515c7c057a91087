package sparky.tfrecord
package encode

import java.nio.charset.StandardCharsets.UTF_8

import sparky.tfrecord.layout.FeatureKind

/**
 * The tags of the messages around a list of values (TensorFlow, `example.proto` and
 * `feature.proto`): a field's number, and wire type 2, which a length follows.
 */
private[encode] object ExampleTags {

  /** `Example.features` and `SequenceExample.context`. */
  val Features: Byte = 0x0a

  /** `SequenceExample.feature_lists`. */
  val FeatureLists: Byte = 0x12

  /** The values of a list of any kind. */
  val Value: Byte = 0x0a

  private val Entry: Byte = 0x0a
  private val Key: Byte = 0x0a
  private val EntryValue: Byte = 0x12
  private val Step: Byte = 0x0a

  /** Before the lengths of a map's entry and of its value: a Feature, or a FeatureList. */
  def entry(name: String): Array[Array[Byte]] = Array(Array(Entry), key(name) :+ EntryValue)

  /** Before the lengths of a step of a FeatureList, which is a Feature. */
  def step: Array[Array[Byte]] = Array(Array(Step))

  /** Before the lengths inside a Feature: that of the list and, where it is packed, of its values. */
  def list(kind: FeatureKind): Array[Array[Byte]] = {
    val message = Array(kind.tag.toByte)
    if (isPacked(kind)) Array(message, Array(Value)) else Array(message)
  }

  def isPacked(kind: FeatureKind): Boolean = kind != FeatureKind.Bytes

  private def key(name: String): Array[Byte] = {
    val bytes = name.getBytes(UTF_8)
    Array(Key) ++ wire.Varint.bytes(bytes.length.toLong) ++ bytes
  }
}
