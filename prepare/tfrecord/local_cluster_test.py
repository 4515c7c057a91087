"""Executors in processes of their own, and tasks that fail before they succeed."""

import json
import os
import subprocess
from pathlib import Path

import google_crc32c
import pytest
import tensorflow as tf

from prepare.tfrecord import local_cluster_job
from prepare.tfrecord.conftest import JAR, SETTINGS, SPARK_HOME


def submit(script: Path, *arguments: object) -> str:
    command = [str(SPARK_HOME / "bin" / "spark-submit"), "--jars", str(JAR)]
    command += ["--master", "local-cluster[2,1,1024]"]
    for name, value in SETTINGS.items():
        command += ["--conf", f"{name}={value}"]
    home = {"SPARK_HOME": str(SPARK_HOME), "SPARK_CONF_DIR": str(SPARK_HOME / "conf")}
    done = subprocess.run(
        [*command, str(script), *map(str, arguments)],
        env=os.environ | home,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def described(file: Path) -> dict:
    content = file.read_bytes()
    records = sum(1 for _ in tf.data.TFRecordDataset(str(file)))
    crc32c = f"{google_crc32c.value(content):08x}"
    size = len(content)
    return {"name": file.name, "bytes": size, "records": records, "crc32c": crc32c}


@pytest.mark.slow
def test_attempts_that_failed_leave_nothing_in_directory_or_manifest(tmp_path):
    folder = tmp_path / "ids"
    printed = submit(Path(local_cluster_job.__file__), folder)
    rows = local_cluster_job.ROWS
    assert json.loads(printed) == [rows, rows * (rows - 1) // 2, rows]
    manifest = json.loads((folder / "_MANIFEST.json").read_bytes())
    files = sorted(folder.glob("part-*"))
    listed = [{k: v for k, v in f.items() if k != "index"} for f in manifest["files"]]
    assert listed == [described(file) for file in files]
    assert len(files) == 6
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["_MANIFEST.json", *(file.name for file in files)]
    )
