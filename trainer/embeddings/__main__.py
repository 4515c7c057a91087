"""The command line of `python -m trainer.embeddings`."""

import sys
from pathlib import Path

from trainer.contract import exports
from trainer.contract.arguments import Arguments
from trainer.contract.errors import exit_with
from trainer.contract.exports import SERVO, verify_export
from trainer.quiet_tensorflow import import_tensorflow

PROGRAM = "python -m trainer.embeddings"


def main() -> None:
    """Writes the embeddings of the model that the command line names.

    Raises:
      InputError: the job has no export.
      ContractError: the export or its artifacts are damaged, or do not belong together.
      ForeignOutputError: the output is not ours.
    """
    parser = Arguments(PROGRAM, "Writes a model's embeddings as Parquet files.")
    add = parser.add_argument
    which = "an export, or the folder of a job, for its newest one"
    add("model", metavar="MODEL", type=Path, help=which)
    add("out", metavar="OUT", type=Path, help="folder, for FEATURE.parquet of each")
    where = "schema and vocabularies (default: where the export says)"
    add("--artifact-dir", metavar="DIR", type=Path, help=where)
    given = parser.parse_args()
    import_tensorflow()
    from trainer.embeddings import parquet_output
    from trainer.run_inputs import open_artifacts

    model = given.model
    export = exports.newest(model) if (model / SERVO).is_dir() else model
    made = verify_export(export)
    artifacts = open_artifacts(given.artifact_dir, made.artifacts, f"of {export}")
    written = parquet_output.write(given.out, export, made, artifacts)
    rows = written.rows
    print(f"{given.out}: {len(rows):,} features, {sum(rows.values()):,} rows")
    if written.crosses:
        left_out = f"left out, as buckets have no values: {written.crosses:,} crosses"
        print(f"{given.out}: {left_out}")


if __name__ == "__main__":
    sys.exit(exit_with("trainer.embeddings", main))
