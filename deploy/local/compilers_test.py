from deploy.local.compilers import compiler_options


def test_a_small_log_is_not_worth_the_second_compiler():
    assert compiler_options(600_000_000) == ("-XX:TieredStopAtLevel=1",)
    assert compiler_options(600_000_001) == ()
