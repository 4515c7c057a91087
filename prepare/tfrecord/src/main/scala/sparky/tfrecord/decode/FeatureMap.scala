package sparky.tfrecord
package decode

import java.nio.charset.StandardCharsets.UTF_8

import scala.collection.mutable.ArrayBuffer

import org.apache.spark.unsafe.Platform

import sparky.tfrecord.wire.{MessageInput, Utf8}

/**
 * Finds values in the map of a `Features` or a `FeatureLists` message: those asked for by name, or
 * all. What is not asked for is passed over by its length, and not looked into.
 *
 * @param asked the names
 * @param all   whether every other name that is met is asked for as well
 */
final private[tfrecord] class FeatureMap(input: MessageInput, asked: Seq[String], all: Boolean) {
  import FeatureMap._

  private val slots = ArrayBuffer.empty[FeatureSlot]
  asked.foreach(name => add(name))
  private val names = new FeatureNames(slots.toSeq, if (all) meet else (_: Array[Byte]) => null)

  /** The slot of a name, where it was asked for. */
  def slot(name: String): Option[FeatureSlot] = slots.find(_.name == name)

  /** The values of the record scanned last. */
  def found: Iterator[FeatureSlot] = slots.iterator.filter(_.isThere)

  /** Another record begins. */
  def restart(): Unit = {
    names.restart()
    var i = 0
    while (i < slots.length) {
      slots(i).clear()
      i += 1
    }
  }

  private def meet(name: Array[Byte]): FeatureSlot = {
    if (!Utf8.isValid(name, Platform.BYTE_ARRAY_OFFSET.toLong, name.length)) {
      throw new ValueException("name of a feature", "UTF-8", ShownBytes(name, 0, name.length))
    }
    add(new String(name, UTF_8))
  }

  private def add(name: String): FeatureSlot = {
    val slot = new FeatureSlot(name)
    slots += slot
    slot
  }

  /** Takes note of the entries of the message up to `end`; the last one of a name counts. */
  def scan(end: Int): Unit =
    while (input.position < end)
      if (!scanUsual(input.position, end)) {
        val tag = input.tag(end)
        if (tag == EntryTag) scanEntry(input.lengthEnd(end)) else input.skip(tag, LastField, end)
      }

  /** Takes an entry of the usual form: key, then value, and lengths of one byte, not negative. */
  private def scanUsual(at: Int, end: Int): Boolean = end - at >= UsualBytes && {
    val bytes = input.bytes
    val entryEnd = at + 2 + bytes(at + 1)
    val key = at + 4
    val keyEnd = key + bytes(at + 3)
    val value = keyEnd + 2
    val isUsual = bytes(at) == EntryTag && bytes(at + 2) == KeyTag && keyEnd >= key &&
      value <= entryEnd && entryEnd <= end &&
      bytes(keyEnd) == ValueTag && value + bytes(keyEnd + 1) == entryEnd
    if (isUsual) {
      input.position = entryEnd
      note(names.slot(bytes, key, keyEnd), value, entryEnd)
    }
    isUsual
  }

  /** Key and value are empty where an entry has none. */
  private def scanEntry(end: Int): Unit = {
    var key = end
    var keyEnd = end
    var value = end
    var valueEnd = end
    while (input.position < end) {
      val tag = input.tag(end)
      val fieldEnd =
        if (tag == KeyTag || tag == ValueTag) input.lengthEnd(end) else throw unknown(tag)
      if (tag == KeyTag) {
        key = input.position
        keyEnd = fieldEnd
      } else if (value == end) {
        value = input.position
        valueEnd = fieldEnd
      } else throw input.malformed(input.position, "one value in an entry of a map", "two")
      input.position = fieldEnd
    }
    note(names.slot(input.bytes, key, keyEnd), value, valueEnd)
  }

  private def note(slot: FeatureSlot, value: Int, valueEnd: Int): Unit =
    if (slot != null) slot.note(value, valueEnd)

  /** Protobuf's runtimes differ: some pass over the field, some over the whole entry. */
  private def unknown(tag: Int): ValueException =
    input.malformed(input.position, "a key or a value in an entry of a map", s"tag $tag")
}

private object FeatureMap {
  private val EntryTag = 0x0a
  private val KeyTag = 0x0a
  private val ValueTag = 0x12
  private val LastField = 1

  /** Tags and lengths of an entry, its key and its value. */
  private val UsualBytes = 6
}
