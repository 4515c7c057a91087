package sparky.prepare.rank

import java.io.{ByteArrayInputStream, ByteArrayOutputStream, ObjectInputStream, ObjectOutputStream}

import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

/** What goes through a shuffle arrives as it was. */
class CountBlockSuite extends AnyFunSuite with ScalaCheckPropertyChecks {

  test("a block of values arrives as it was, eight bytes a long") {
    forAll { (words: Array[Long]) =>
      val bytes = new ByteArrayOutputStream
      val out = new ObjectOutputStream(bytes)
      out.writeObject(ValueBlock(words))
      out.close()
      val in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray))
      assert(in.readObject().asInstanceOf[ValueBlock].words.toSeq == words.toSeq)
      assert(bytes.size < words.length * 8 + 200)
    }
  }
}
