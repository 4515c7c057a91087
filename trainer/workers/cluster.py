"""The processes that train one model together, as `TF_CONFIG` names them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from trainer.contract.errors import UsageError
from trainer.worker import ALONE, Worker

VARIABLE = "TF_CONFIG"
# AI Platform says master, Vertex chief: the first worker, which alone writes.
CHIEFS = CHIEF, _ = ("chief", "master")
WORKER = "worker"
# Of parameter servers.
SERVER = "ps"


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


@dataclass(frozen=True)
class ServedCluster:
    """A chief, workers that it sends batches to, and servers that hold the variables.

    Attributes:
      chief: HOST:PORT.
      workers: HOST:PORT of each; the chief is none of them.
      servers: HOST:PORT of each.
      kind: what this process is: `CHIEF`, `WORKER` or `SERVER`.
      index: which one of its kind.
    """

    chief: str
    workers: tuple[str, ...]
    servers: tuple[str, ...]
    kind: str
    index: int

    @property
    def is_chief(self) -> bool:
        """Whether this process writes what the run leaves."""
        return self.kind == CHIEF

    @property
    def processes(self) -> Mapping[str, tuple[str, ...]]:
        """The addresses of each kind of process, as TensorFlow takes them."""
        return {CHIEF: (self.chief,), WORKER: self.workers, SERVER: self.servers}


def of_environment(environment: Mapping[str, str]) -> Cluster | ServedCluster:
    """Returns the cluster that `TF_CONFIG` describes; without one, `SINGLE`.

    A cluster without parameter servers and without a chief has the first worker for
    one.

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
    if _addresses(cluster, SERVER):
        return _served(config, cluster, chiefs)
    addresses = (*chiefs, *_addresses(cluster, WORKER))
    if len(addresses) < 2:
        return SINGLE
    return Cluster(addresses, Worker(_index(config, chiefs, addresses), len(addresses)))


def _served(
    config: Mapping[str, Any], cluster: Mapping[str, Any], chiefs: list[str]
) -> ServedCluster:
    workers, servers = _addresses(cluster, WORKER), _addresses(cluster, SERVER)
    if not chiefs or not workers:
        expected = "a chief and a worker beside the parameter servers at cluster"
        _refuse(f"{expected}.{SERVER}", ", ".join(cluster))
    counts = {**dict.fromkeys(CHIEFS, 1), WORKER: len(workers), SERVER: len(servers)}
    kind, index = _task(config, counts)
    kind = CHIEF if kind in CHIEFS else kind
    return ServedCluster(chiefs[0], tuple(workers), tuple(servers), kind, index)


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
    others = [kind for kind in cluster if kind not in (*CHIEFS, WORKER, SERVER)]
    if others:
        _refuse(f"chief, {WORKER} and {SERVER} alone in cluster", ", ".join(others))


def _index(
    config: Mapping[str, Any], chiefs: list[str], addresses: tuple[str, ...]
) -> int:
    of_chiefs = dict.fromkeys(CHIEFS, len(chiefs)) if chiefs else {}
    kind, number = _task(config, {WORKER: len(addresses) - len(chiefs), **of_chiefs})
    return number + (len(chiefs) if kind == WORKER else 0)


def _task(config: Mapping[str, Any], counts: Mapping[str, int]) -> tuple[str, int]:
    """Returns the type and index of this process, of so many of each type."""
    task = _object(config.get("task"), "an object at task")
    kind, number = task.get("type"), task.get("index", 0)
    if kind not in counts:
        _refuse(f"one of {', '.join(counts)} at task.type", json.dumps(kind))
    if type(number) is not int or not 0 <= number < counts[kind]:
        expected = f"an integer from 0 to {counts[kind] - 1} at task.index of a {kind}"
        _refuse(expected, json.dumps(number))
    return kind, number


def _refuse(expected: str, received: str) -> NoReturn:
    raise UsageError(f"{VARIABLE}: expected {expected}, received {received}")
