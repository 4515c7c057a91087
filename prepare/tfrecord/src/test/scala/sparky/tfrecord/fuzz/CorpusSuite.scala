package sparky.tfrecord
package fuzz

import java.io.File
import java.nio.file.Files

import org.scalatest.funsuite.AnyFunSuite

/** What the fuzzer is given to begin with, and what it once found, without the fuzzer. */
class CorpusSuite extends AnyFunSuite {
  for (
    (name, target) <- Seq[(String, Array[Byte] => Unit)](
      "framing" -> FramingTarget.fuzzerTestOneInput,
      "example" -> ExampleTarget.fuzzerTestOneInput,
      "sequence-example" -> SequenceExampleTarget.fuzzerTestOneInput
    )
  )
    test(s"every input of the corpus $name holds what its target says") {
      val inputs = new File(getClass.getResource(s"/corpus/$name").toURI).listFiles
      assert(inputs.length >= 10)
      inputs.sortBy(_.getName).foreach { input =>
        withClue(s"input ${input.getName}: ")(target(Files.readAllBytes(input.toPath)))
      }
    }
}
