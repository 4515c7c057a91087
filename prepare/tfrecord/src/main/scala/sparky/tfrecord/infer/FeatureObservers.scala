package sparky.tfrecord
package infer

import java.util.IdentityHashMap

import sparky.tfrecord.decode.FeatureSlot

/** The observers of all features of one file. */
final private[tfrecord] class FeatureObservers(file: String) {
  private val observers = new IdentityHashMap[FeatureSlot, FeatureObserver]

  /** The observer of a feature. */
  def of(feature: FeatureSlot): FeatureObserver = {
    if (!observers.containsKey(feature)) observers.put(feature, new FeatureObserver(feature.name))
    observers.get(feature)
  }

  /** What each feature holds, by its name. */
  def result: Map[String, ObservedFeature] = {
    val results = Map.newBuilder[String, ObservedFeature]
    observers.values.forEach(observer => results += observer.name -> observer.result(file))
    results.result()
  }
}
