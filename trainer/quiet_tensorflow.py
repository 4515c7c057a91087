"""TensorFlow imported without its start-up chatter; what it has to say is passed on."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

# Informational lines, the notice above them, and the search for a GPU on a machine
# without one. They come before any log level is heard.
_CHATTER = re.compile(
    rb"I0000 |WARNING: All log messages before absl::InitializeLog|"
    rb"To enable the following instructions:|"
    rb"E0000 .*failed call to cuInit: .*UNKNOWN ERROR \(303\)"
)


def import_tensorflow() -> None:
    """Imports TensorFlow and looks for devices, which is when it chatters."""
    with without_chatter():
        import tensorflow as tf

        tf.config.list_logical_devices()


@contextmanager
def without_chatter() -> Iterator[None]:
    """Holds back what is written to stderr inside, and passes on what is no chatter."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")
    sys.stderr.flush()
    real = os.dup(2)
    with tempfile.TemporaryFile() as noted:
        os.dup2(noted.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(real, 2)
            os.close(real)
            noted.seek(0)
            for line in noted:
                if not _CHATTER.match(line):
                    os.write(2, line)
