"""`python -m trainer.task`: trains a click model, evaluates it and exports it."""

import sys

from trainer import config
from trainer.contract.errors import exit_with
from trainer.quiet_tensorflow import import_tensorflow
from trainer.termination import Termination


def main() -> int:
    """Runs the command line; returns the exit code (FORMAT.md section 9)."""
    return exit_with("trainer.task", _main)


def _main() -> None:
    parsed = config.parse(sys.argv[1:])
    termination = Termination()
    termination.listen()
    import_tensorflow()
    from trainer import evaluate_only, run

    do = evaluate_only if parsed.eval_only else run
    print(do.run(parsed, termination))


if __name__ == "__main__":
    sys.exit(main())
