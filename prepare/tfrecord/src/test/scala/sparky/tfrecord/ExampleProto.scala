package sparky.tfrecord

import com.google.protobuf.{ByteString, DescriptorProtos, Descriptors, DynamicMessage}
import com.google.protobuf.DescriptorProtos.{DescriptorProto, FieldDescriptorProto}
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.{Label, Type}

/**
 * `tf.train.Example` and `tf.train.SequenceExample` by protobuf itself: the messages of TensorFlow's `example.proto` and
 * `feature.proto`, declared here as descriptors, serialized by protobuf's own dynamic messages.
 */
object ExampleProto {
  private val file = {
    val messages = Seq(
      message("Example", field("features", 1, "Features")),
      message(
        "SequenceExample",
        field("context", 1, "Features"),
        field("feature_lists", 2, "FeatureLists")
      ),
      message("FeatureLists", field("feature_list", 1, "ListEntry", Label.LABEL_REPEATED)),
      message("ListEntry", scalar("key", 1, Type.TYPE_STRING), field("value", 2, "FeatureList")),
      message("FeatureList", field("feature", 1, "Feature", Label.LABEL_REPEATED)),
      message("Features", field("feature", 1, "Entry", Label.LABEL_REPEATED)),
      message("Entry", scalar("key", 1, Type.TYPE_STRING), field("value", 2, "Feature")),
      message(
        "Feature",
        field("bytes_list", 1, "BytesList"),
        field("float_list", 2, "FloatList"),
        field("int64_list", 3, "Int64List")
      ),
      message("BytesList", list(Type.TYPE_BYTES, packed = false)),
      message("FloatList", list(Type.TYPE_FLOAT, packed = true)),
      message("Int64List", list(Type.TYPE_INT64, packed = true))
    )
    val proto = DescriptorProtos.FileDescriptorProto.newBuilder().setSyntax("proto2")
    messages.foreach(proto.addMessageType)
    Descriptors.FileDescriptor.buildFrom(proto.build(), Array.empty)
  }

  /** The Example with these features, in the order given. */
  def example(features: (String, DynamicMessage)*): DynamicMessage =
    one("Example", "features", map("Features", "feature", "Entry", features))

  /** The SequenceExample with these features and feature lists, in the order given. */
  def sequenceExample(
      context: Seq[(String, DynamicMessage)],
      lists: Seq[(String, DynamicMessage)]
  ): DynamicMessage = {
    val to = builder("SequenceExample")
    set(to, "context", map("Features", "feature", "Entry", context))
    set(to, "feature_lists", map("FeatureLists", "feature_list", "ListEntry", lists))
    to.build()
  }

  /** What protobuf reads from the bytes of an Example: each list's values, by the feature's name. */
  def parse(example: Array[Byte]): Map[String, Seq[AnyRef]] = {
    val message = DynamicMessage.parseFrom(file.findMessageTypeByName("Example"), example)
    val entries = all(get(message, "features"), "feature").map(_.asInstanceOf[DynamicMessage])
    entries.map { entry =>
      val feature = get(entry, "value")
      val lists = Seq("bytes_list", "float_list", "int64_list").map(get(feature, _))
      getString(entry, "key") -> lists.flatMap(all(_, "value"))
    }.toMap
  }

  /** A FeatureList with these steps. */
  def steps(features: DynamicMessage*): DynamicMessage =
    repeated("FeatureList", "feature", features)

  /** A Feature of no kind. */
  def none: DynamicMessage = builder("Feature").build()

  def int64s(values: Long*): DynamicMessage =
    feature("int64_list", "Int64List", values.map(Long.box))

  def floats(values: Float*): DynamicMessage =
    feature("float_list", "FloatList", values.map(Float.box))

  def bytes(values: Array[Byte]*): DynamicMessage =
    feature("bytes_list", "BytesList", values.map(value => ByteString.copyFrom(value)))

  private def map(
      message: String,
      field: String,
      entry: String,
      values: Seq[(String, DynamicMessage)]
  ): DynamicMessage = {
    val entries = values.map { case (name, value) =>
      val to = builder(entry)
      set(to, "key", name)
      set(to, "value", value)
      to.build()
    }
    repeated(message, field, entries)
  }

  private def feature(kind: String, list: String, values: Seq[AnyRef]): DynamicMessage =
    one("Feature", kind, repeated(list, "value", values))

  private def one(message: String, field: String, value: AnyRef): DynamicMessage = {
    val to = builder(message)
    set(to, field, value)
    to.build()
  }

  private def repeated(message: String, field: String, values: Seq[AnyRef]): DynamicMessage = {
    val to = builder(message)
    val descriptor = to.getDescriptorForType.findFieldByName(field)
    values.foreach(to.addRepeatedField(descriptor, _))
    to.build()
  }

  private def get(from: DynamicMessage, field: String): DynamicMessage =
    from.getField(from.getDescriptorForType.findFieldByName(field)).asInstanceOf[DynamicMessage]

  private def getString(from: DynamicMessage, field: String): String =
    from.getField(from.getDescriptorForType.findFieldByName(field)).asInstanceOf[String]

  private def all(from: DynamicMessage, field: String): Seq[AnyRef] = {
    val descriptor = from.getDescriptorForType.findFieldByName(field)
    (0 until from.getRepeatedFieldCount(descriptor)).map(from.getRepeatedField(descriptor, _))
  }

  private def builder(message: String): DynamicMessage.Builder =
    DynamicMessage.newBuilder(file.findMessageTypeByName(message))

  private def set(to: DynamicMessage.Builder, field: String, value: AnyRef): Unit =
    to.setField(to.getDescriptorForType.findFieldByName(field), value)

  private def message(name: String, fields: FieldDescriptorProto.Builder*): DescriptorProto = {
    val to = DescriptorProto.newBuilder().setName(name)
    fields.foreach(to.addField)
    to.build()
  }

  private def scalar(name: String, number: Int, kind: Type): FieldDescriptorProto.Builder =
    FieldDescriptorProto
      .newBuilder()
      .setName(name)
      .setNumber(number)
      .setType(kind)
      .setLabel(Label.LABEL_OPTIONAL)

  private def field(
      name: String,
      number: Int,
      message: String,
      label: Label = Label.LABEL_OPTIONAL
  ): FieldDescriptorProto.Builder =
    scalar(name, number, Type.TYPE_MESSAGE).setTypeName(s".$message").setLabel(label)

  private def list(kind: Type, packed: Boolean): FieldDescriptorProto.Builder = {
    val options = DescriptorProtos.FieldOptions.newBuilder().setPacked(packed)
    scalar("value", 1, kind).setLabel(Label.LABEL_REPEATED).setOptions(options)
  }
}
