package sparky.bench

import sparky.bench.peer.PeerFileFormat

/** The data sources that are measured, as `format` takes them. */
private object Formats {
  val Ours = "tfrecord"
  val Peer: String = classOf[PeerFileFormat].getName
}
