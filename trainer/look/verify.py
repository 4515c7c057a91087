"""An output against its manifest: names, sizes, checksums, and every row counted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from trainer.contract import artifacts
from trainer.contract import manifest as manifests
from trainer.contract.errors import ContractError
from trainer.contract.manifest import RECORD_KINDS, File, Manifest
from trainer.look.counting import RecordCounter, count_lines

NAMES = {
    "artifacts": "artifacts",
    "export": "model",
    "predictions": "predictions",
    "embeddings": "embeddings",
}


@dataclass
class Report:
    """What was found.

    Attributes:
      lines: one for each kind of file, and the verdict.
      damages: file, expected, received, of each.
    """

    lines: list[str] = field(default_factory=list)
    damages: list[str] = field(default_factory=list)

    def check(self, function: Callable[..., None], *arguments: object) -> bool:
        """Returns whether a check passes; what it raises is one damage."""
        try:
            function(*arguments)
        except (ContractError, OSError) as error:
            self.damages.append(str(error))
            return False
        return True


def verify(directory: Path | str) -> Report:
    """Checks everything that a manifest says of its directory.

    Returns:
      The report; a damaged file does not end the check of the others.

    Raises:
      ContractError: there is no manifest, or it is not one.
    """
    manifest, report = manifests.read(directory), Report()
    schema = report.check(manifest.check_schema, directory)
    report.lines.append(f"{directory}: schema: {_verdict(0 if schema else 1)}")
    count = count_lines
    if manifest.kind in RECORD_KINDS:
        count = RecordCounter(directory, manifest).count if schema else None
    name = NAMES.get(manifest.kind, "records")
    _files(report, directory, manifest, name, manifest.files, count)
    if manifest.kind in RECORD_KINDS:
        _files(report, directory, manifest, "rejects", manifest.rejects, count_lines)
    if manifest.reports:
        _files(report, directory, manifest, "reports", manifest.reports, None)
    if not report.damages:
        _whole(report, directory, manifest)
    verdict = _verdict(len(report.damages))
    kind_and_run = f"{manifest.kind} of run {manifest.run_id}"
    report.lines.append(f"{directory}: {kind_and_run}: {verdict}")
    return report


def _files(
    report: Report,
    directory: Path | str,
    manifest: Manifest,
    name: str,
    files: tuple[File, ...],
    count: Callable[[Path, File], None] | None,
) -> None:
    before, run_id = len(report.damages), manifest.run_id
    for file in files:
        path = manifests.locate(directory, file.name, run_id)
        good = report.check(manifests.check_size, directory, file, run_id)
        good = good and report.check(manifests.check_sum, directory, file, run_id)
        if good and count is not None and file.rows is not None:
            report.check(count, path, file)
    verdict = _verdict(len(report.damages) - before)
    report.lines.append(f"{directory}: {name}: {_totals(files)}: {verdict}")


def _whole(report: Report, directory: Path | str, manifest: Manifest) -> None:
    if manifest.kind == "artifacts":
        report.check(_read_artifacts, directory)
    if manifest.kind == "export":
        report.check(manifest.refuse_unlisted, directory)


def _read_artifacts(directory: Path | str) -> None:
    opened = artifacts.load(directory)
    for column in opened.schema.categorical:
        opened.vocabulary(column.name)


def _totals(files: tuple[File, ...]) -> str:
    parts = [f"{len(files):,} file{'' if len(files) == 1 else 's'}"]
    for field_ in ("bytes", "records", "rows"):
        values = [getattr(file, field_) for file in files]
        if values and None not in values:
            parts.append(f"{sum(values):,} {field_}")
    return ", ".join(parts)


def _verdict(damages: int) -> str:
    return f"{damages:,} damaged" if damages else "verified"
