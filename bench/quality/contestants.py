"""Who is measured: every model of this project, and peers on the same encoded rows."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.planted.quality import auc
from bench.quality.planted_rows import PlantedRows
from deploy.local.spark_submit import ROOT
from trainer.contract.errors import InputError
from trainer.contract.publish import replace

MODELS = ("linear", "wide-deep", "deepfm", "dcn-v2", "dlrm")
LIGHTGBM, FUXICTR = "lightgbm_peer", "fuxictr_peer"
_SHOWN_LINES = 20


@dataclass(frozen=True)
class Contestants:
    """All of them on the same rows; each run is a process, and taken once.

    Attributes:
        folder: Where jobs, what they say, and the AUCs go; one that is there is taken.
        rows: To learn from, and to be judged by.
        columns: The same as `encoded_columns` leaves them, for the peers.
        python: An interpreter that has the peers.
    """

    folder: Path
    rows: PlantedRows
    columns: Path | None = None
    python: Path | None = None

    def forget(self) -> "Contestants":
        """Removes the AUCs that a run of before has left; returns itself."""
        shutil.rmtree(self._aucs, ignore_errors=True)
        return self

    def ours(self, model: str, seed: int, *flags: str) -> float:
        """Returns the AUC of a model on the evaluate rows; flags are the trainer's."""
        name = "-".join((model, *(flag.strip("-") for flag in flags), str(seed)))
        return self._kept(
            name, lambda: self._ours(name, model, f"--seed={seed}", *flags)
        )

    def _ours(self, name: str, model: str, *flags: str) -> float:
        job = self.folder / "jobs" / name
        command = [sys.executable, "-m", "trainer.task", "--model", model, *flags]
        command += [f"--job-dir={job}", "--resume=never"]
        command += [f"--train-dir={self.rows.train}"]
        command += [f"--eval-dir={self.rows.evaluate}"]
        self._run(name, command)
        return json.loads((job / "metrics.json").read_bytes())["auc"]

    def peer(self, module: str, seed: int) -> float:
        """Returns the AUC of a peer, a module of this package, on the evaluate rows."""
        return self._kept(f"{module}-{seed}", lambda: self._peer(module, seed))

    def _peer(self, module: str, seed: int) -> float:
        scores = self.folder / f"{module}-{seed}.npy"
        command = [str(self.python), "-m", f"bench.quality.{module}"]
        command += [str(self.columns), str(scores), str(seed)]
        self._run(f"{module}-{seed}", command)
        label = np.load(self.columns / "evaluate" / "label.npy")
        return auc(np.load(scores).reshape(-1), label > 0)

    @property
    def _aucs(self) -> Path:
        return self.folder / "aucs"

    def _kept(self, name: str, measure: Callable[[], float]) -> float:
        path = self._aucs / f"{name}.json"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            replace(path, json.dumps(measure()).encode())
        return json.loads(path.read_bytes())

    def _run(self, name: str, command: Sequence[str]) -> None:
        print(f"== {name}", flush=True)
        said = self.folder / "logs" / f"{name}.log"
        said.parent.mkdir(parents=True, exist_ok=True)
        with open(said, "w") as log:
            streams = {"stdout": log, "stderr": subprocess.STDOUT}
            try:
                ended = subprocess.run(command, cwd=ROOT, check=False, **streams)
            except FileNotFoundError:
                expected = f"{command[0]}: expected a Python, received nothing"
                raise InputError(expected) from None
        if ended.returncode:
            end = "\n".join(said.read_text().splitlines()[-_SHOWN_LINES:])
            raise InputError(f"{name} failed: {ended.returncode}\n{end}")
