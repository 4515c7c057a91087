"""Record files against their manifest, before TensorFlow opens one of them.

TensorFlow takes a file that is cut between two records for a whole one, and believes
the length that a record says of itself: a crafted one ends the process.
"""

from trainer.contract import records
from trainer.contract.errors import ContractError
from trainer.record_folder import RecordFolder


def check(folder: RecordFolder) -> None:
    """Checks names, sizes and checksums of the files, then every length in them.

    Raises:
      ContractError: naming the first file that is not as the manifest says, or the
        record whose length is more than the file has; expected and received.
    """
    folder.manifest.verify(folder.directory)
    for file, path in zip(folder.files, folder.paths, strict=True):
        found = records.count(path)
        if found != file.records:
            expected = f"expected {file.records} records"
            raise ContractError(f"{path}: {expected}, received {found}")
