"""Test support: predictions read as strictly as any reader could."""

import json
from pathlib import Path
from typing import Any

from trainer.contract import manifest as manifests


def parts_of(out: Path) -> list[list[dict[str, Any]]]:
    """Returns the lines of verified predictions, part by part."""
    manifest = manifests.read(out)
    manifest.verify(out)
    parts = [(out / file.name).read_bytes() for file in manifest.files]
    return [[strict(line) for line in part.split(b"\n")[:-1]] for part in parts]


def strict(line: str | bytes) -> dict[str, Any]:
    """Parses what every JSON parser takes: no NaN, no Infinity."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    return json.loads(line, parse_constant=refuse)
