import hashlib
import json
from dataclasses import replace

from trainer.contract.manifest_parts import File
from trainer.record_folder import open_labelled
from trainer.report.data_rates import rates

COLUMNS = {"site": {"missing_rate": 0.25, "unseen_rate": 0.5}, "hour": {}}


def with_statistics(golden, directory, data):
    folder = open_labelled(golden.evaluate)
    (directory / "stats.json").write_bytes(data)
    expected = json.dumps({"columns": COLUMNS}).encode()
    digest = hashlib.sha256(expected).hexdigest()
    file = File("stats.json", len(expected), sha256=digest)
    manifest = replace(folder.manifest, reports=(file,))
    return replace(folder, directory=directory, manifest=manifest)


def test_rates_are_those_of_the_statistics_beside_the_rows(golden, tmp_path):
    data = json.dumps({"columns": COLUMNS}).encode()
    evaluate = with_statistics(golden, tmp_path, data)
    train = open_labelled(golden.train)
    by_name = {each.name: each for each in rates(train.schema, train, evaluate)}
    assert list(by_name) == ["hour", "price", "site", "ad-group"]
    assert by_name["site"][2:] == (4, (None, 0.25), (None, 0.5))
    assert by_name["hour"][2:] == (None, (None, None), (None, None))


def test_damaged_statistics_are_told_and_left_out(golden, tmp_path, capsys):
    evaluate = with_statistics(golden, tmp_path, b"{}")
    found = list(rates(evaluate.schema, None, evaluate))
    assert {each.missing for each in found} == {(None, None)}
    said = capsys.readouterr().out
    assert said.startswith(f"{tmp_path / 'stats.json'}: expected ")
    assert said.endswith(" bytes, received 2 bytes: the report is without its rates\n")
