import os

from trainer.quiet_tensorflow import without_chatter

CHATTER = b"I0000 00:00:1.1 1 port.cc:153] oneDNN custom operations are on.\n"


def test_what_tensorflow_has_to_say_is_passed_on_without_its_chatter(capfd):
    with without_chatter():
        os.write(2, CHATTER + b"E0000 00:00:1.1 1 a.cc:1] the disk is full\n" + CHATTER)
    assert capfd.readouterr().err == "E0000 00:00:1.1 1 a.cc:1] the disk is full\n"


def test_it_is_passed_on_too_when_the_import_fails(capfd):
    try:
        with without_chatter():
            os.write(2, b"cannot open shared object file\n")
            raise ImportError
    except ImportError:
        os.write(2, b"after\n")
    assert capfd.readouterr().err == "cannot open shared object file\nafter\n"
