"""Exported models where a job leaves them, and the check of all their bytes."""

from pathlib import Path

from trainer.contract import manifest as manifests
from trainer.contract.errors import ContractError, InputError
from trainer.contract.manifest import MANIFEST, Manifest

KIND = "export"
# Below the job's folder; servers look for numbers there.
SERVO = Path("export", "Servo")


def newest(job: Path) -> Path:
    """Returns the folder of the newest complete SavedModel of a job.

    Raises:
      InputError: there is none.
    """
    exports = job / SERVO
    complete = [p for p in exports.glob("[0-9]*") if (p / MANIFEST).is_file()]
    numbered = [path for path in complete if path.name.isdecimal()]
    if not numbered:
        raise InputError(f"{exports}: expected an exported model, received none")
    return max(numbered, key=lambda path: int(path.name))


def verify_export(directory: Path | str) -> Manifest:
    """Checks every checksum of an export, and that it holds nothing else.

    Raises:
      ContractError: naming the file, expected, received.
    """
    manifest = manifests.read(directory)
    if manifest.kind != KIND:
        raise ContractError(
            f"{directory}: expected an export, received {manifest.kind}"
        )
    manifest.verify(directory)
    # TensorFlow would load a file by its name alone, whether it is listed or not.
    manifest.refuse_unlisted(directory)
    return manifest
