"""The processes that train one model together, as `TF_CONFIG` names them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from trainer.contract.errors import UsageError
from trainer.worker import ALONE, Worker

VARIABLE = "TF_CONFIG"
# AI Platform says master, Vertex chief: the first worker, which alone writes.
CHIEFS = ("chief", "master")
WORKER = "worker"


@dataclass(frozen=True)
class Cluster:
    """The workers, and which of them this process is.

    Attributes:
      addresses: HOST:PORT of each worker, that of the chief first.
      worker: this one.
    """

    addresses: tuple[str, ...]
    worker: Worker

    @property
    def is_chief(self) -> bool:
        """Whether this process writes what the run leaves."""
        return self.worker.index == 0


# A process without others, which nobody has to reach.
SINGLE = Cluster((), ALONE)


def of_environment(environment: Mapping[str, str]) -> Cluster:
    """Returns the cluster that `TF_CONFIG` describes; without one, `SINGLE`.

    A cluster without a chief has the first worker for one.

    Raises:
      UsageError: the variable is not what TensorFlow's guide to distributed training
        says, or this process has a task that is no worker's.
    """
    text = environment.get(VARIABLE, "")
    if not text:
        return SINGLE
    config = _object(_parsed(text), "an object")
    cluster = _object(config.get("cluster", {}), "an object at cluster")
    chiefs = [a for kind in CHIEFS for a in _addresses(cluster, kind)]
    _refuse_others(cluster)
    if len(chiefs) > 1:
        _refuse("one chief", ", ".join(chiefs))
    addresses = (*chiefs, *_addresses(cluster, WORKER))
    if len(addresses) < 2:
        return SINGLE
    return Cluster(addresses, Worker(_index(config, chiefs, addresses), len(addresses)))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        _refuse("JSON", text)


def _object(value: Any, expected: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        _refuse(expected, json.dumps(value))
    return value


def _addresses(cluster: Mapping[str, Any], kind: str) -> list[str]:
    addresses = cluster.get(kind, [])
    if not isinstance(addresses, list) or not all(map(_is_address, addresses)):
        _refuse(f"a list of HOST:PORT at cluster.{kind}", json.dumps(addresses))
    return addresses


def _is_address(value: Any) -> bool:
    host, _, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
    digits = port.isascii() and port.isdecimal() and len(port) <= 5
    return bool(host) and digits and 0 < int(port) < 2**16


def _refuse_others(cluster: Mapping[str, Any]) -> None:
    others = [kind for kind in cluster if kind not in (*CHIEFS, WORKER)]
    if others:
        _refuse("chief and workers alone in cluster", ", ".join(others))


def _index(
    config: Mapping[str, Any], chiefs: list[str], addresses: tuple[str, ...]
) -> int:
    task = _object(config.get("task"), "an object at task")
    kind, number = task.get("type"), task.get("index", 0)
    kinds = (WORKER, *(CHIEFS if chiefs else ()))
    if kind not in kinds:
        _refuse(f"one of {', '.join(kinds)} at task.type", json.dumps(kind))
    counts = {WORKER: len(addresses) - len(chiefs)}
    count = counts.get(kind, len(chiefs))
    if type(number) is not int or not 0 <= number < count:
        expected = f"an integer from 0 to {count - 1} at task.index of a {kind}"
        _refuse(expected, json.dumps(number))
    return number + (len(chiefs) if kind == WORKER else 0)


def _refuse(expected: str, received: str) -> NoReturn:
    raise UsageError(f"{VARIABLE}: expected {expected}, received {received}")
