package sparky.prepare

/** The exit codes of `schema/FORMAT.md`, section 9, that this application can end with. */
object ExitCode {
  val Done: Int = 0

  /** A failure that none of the documented causes explains: the stack trace says more. */
  val Failed: Int = 1
  val Usage: Int = 2
  val Input: Int = 3
  val Contract: Int = 4
  val ForeignOutput: Int = 6

  /** Stopped by SIGTERM. */
  val Stopped: Int = 143
}

/**
 * A failure whose message says what was expected and what was received.
 *
 * @param exitCode
 *   the code with which `main` ends; mapped there and nowhere else
 */
sealed abstract class PreparationError(message: String, cause: Throwable, val exitCode: Int)
    extends RuntimeException(message, cause)

/** The command line asks for something that does not exist or does not fit together. */
final class UsageError(message: String) extends PreparationError(message, null, ExitCode.Usage)

/** The log is missing, unreadable, or holds more bad rows than allowed. */
final class InputError(message: String, cause: Throwable = null)
    extends PreparationError(message, cause, ExitCode.Input)

/** The schema or the artifacts are missing, damaged, or belong to something else. */
final class ContractError(message: String)
    extends PreparationError(message, null, ExitCode.Contract)

/** The output directory holds something that this application did not write. */
final class ForeignOutputError(message: String)
    extends PreparationError(message, null, ExitCode.ForeignOutput)
