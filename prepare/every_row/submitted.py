"""The application over a damaged log, as `spark-submit` runs it."""

import json
import os
import subprocess
from pathlib import Path

from deploy.local.spark_submit import short_lived, spark_environment, spark_submit
from prepare.every_row import log


def train(folder: Path, out: str, parts: int, master: str) -> None:
    """Trains on `FOLDER/log`; leaves `FOLDER/OUT` and `FOLDER/OUT-artifacts`."""
    (folder / "schema.json").write_text(json.dumps(log.SCHEMA))
    flags = {"base": folder, "in": "log", "out": out, "artifacts": f"{out}-artifacts"}
    flags |= {"schema": "schema.json", "numPartitions": parts}
    flags |= {"max-bad-rows": 10**9}
    program, *own = spark_submit("1g", master=master)
    executors = f"spark.executor.extraJavaOptions={short_lived()}"
    command = [program, "--conf", executors, *own]
    command += [
        part for name, value in flags.items() for part in (f"--{name}", f"{value}")
    ]
    environment = {**os.environ, **spark_environment()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
