import json
import re

from deploy.local import compilers
from deploy.local.compilers import compiler_options


def test_a_small_log_is_not_worth_the_second_compiler():
    assert compiler_options(600_000_000) == ("-XX:TieredStopAtLevel=1",)
    assert compiler_options(600_000_000, delimited=False) == compiler_options(1)


def test_the_loops_over_a_large_log_are_worth_both_and_so_are_readers_of_tables():
    options = compiler_options(600_000_001)
    file = f"-XX:CompilerDirectivesFile={compilers._DIRECTIVES}"
    assert "-XX:TieredStopAtLevel=1" not in options and file in options
    assert compiler_options(600_000_001, delimited=False) == ()


def test_nothing_of_this_project_is_kept_from_the_second_compiler():
    text = re.sub(r"//.*", "", compilers._DIRECTIVES.read_text())
    quoted = re.sub(r"(\w+):", r'"\1":', text)
    (directive,) = json.loads(quoted)
    assert directive["c2"] == {"Exclude": True}
    assert not [
        p for p in directive["match"] if p.startswith(("sparky", "java/util/*"))
    ]
