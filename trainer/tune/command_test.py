import re
from pathlib import Path

import pytest

from trainer.tune import __main__ as command

PAGE = Path(__file__).parents[2] / "docs" / "training.md"


def test_the_page_of_the_trainer_has_every_flag_with_its_default(capsys):
    with pytest.raises(SystemExit):
        command.main(["--help"])
    shown = " ".join(capsys.readouterr().out.split("options:")[1].split())
    found = re.findall(r"(--[a-z-]+) [A-Z]+ (.*?)(?= --[a-z-]+ [A-Z]|$)", shown)
    defaults = [re.findall(r"\(default: (\d+)\)", text) for _, text in found]
    table = PAGE.read_text().split("\n## Search\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(--[a-z-]+)` \| (\d*) ?\|", table, re.MULTILINE)
    assert [flag for flag, _ in found] == [flag for flag, _ in rows]
    assert ["".join(default) for default in defaults] == [text for _, text in rows]
    assert len(rows) == 5
