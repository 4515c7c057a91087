import sys

from bench.adult import measure


def test_without_the_data_it_says_so_and_is_no_failure(tmp_path, capsys):
    flags = [str(tmp_path / "out"), "--peers", sys.executable, "--data", str(tmp_path)]
    measure.main(flags)
    said = capsys.readouterr().out
    assert said == f"bench adult: skipped, there is no {tmp_path / 'adult.data'}\n"
    assert not (tmp_path / "out").exists()
