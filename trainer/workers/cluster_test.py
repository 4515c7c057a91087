import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.contract.errors import UsageError
from trainer.worker import Worker
from trainer.workers.cluster import SINGLE, Cluster, ServedCluster, of_environment

THREE = {"chief": ["a:1"], "worker": ["b:2", "c:3"]}
SERVED = {"chief": ["a:1"], "worker": ["b:2"], "ps": ["c:3", "d:4"]}


def cluster(config):
    return of_environment({"TF_CONFIG": json.dumps(config)})


def refusal(config):
    text = config if isinstance(config, str) else json.dumps(config)
    with pytest.raises(UsageError) as caught:
        of_environment({"TF_CONFIG": text})
    return str(caught.value).removeprefix("TF_CONFIG: expected ")


@pytest.mark.parametrize(
    ("kind", "number", "index"),
    [("chief", 0, 0), ("worker", 0, 1), ("worker", 1, 2)],
)
def test_the_chief_is_the_first_worker(kind, number, index):
    received = cluster({"cluster": THREE, "task": {"type": kind, "index": number}})
    assert received == Cluster(("a:1", "b:2", "c:3"), Worker(index, 3))
    assert received.is_chief == (index == 0)


def test_a_master_is_a_chief_by_its_older_name():
    master = {"master": ["a:1"], "worker": ["b:2"]}
    received = cluster({"cluster": master, "task": {"type": "master", "index": 0}})
    assert received == Cluster(("a:1", "b:2"), Worker(0, 2))


def test_without_a_chief_the_first_worker_is_one():
    workers = {"worker": ["a:1", "b:2"]}
    received = cluster({"cluster": workers, "task": {"type": "worker", "index": 0}})
    assert received.is_chief


@pytest.mark.parametrize(
    ("kind", "index"), [("chief", 0), ("worker", 0), ("ps", 0), ("ps", 1)]
)
def test_with_parameter_servers_the_chief_is_no_worker(kind, index):
    received = cluster({"cluster": SERVED, "task": {"type": kind, "index": index}})
    assert received == ServedCluster("a:1", ("b:2",), ("c:3", "d:4"), kind, index)
    assert received.is_chief == (kind == "chief")
    processes = {kind: list(of) for kind, of in received.processes.items()}
    assert processes == SERVED


def test_the_master_of_parameter_servers_is_a_chief_by_its_older_name():
    config = {"master": ["a:1"], "worker": ["b:2"], "ps": ["c:3"]}
    received = cluster({"cluster": config, "task": {"type": "master", "index": 0}})
    assert received == ServedCluster("a:1", ("b:2",), ("c:3",), "chief", 0)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"cluster": {}, "task": {}},
        {"cluster": {"chief": ["a:1"]}, "task": {"type": "chief", "index": 0}},
        {"cluster": {"worker": ["a:1"]}, "environment": "cloud"},
    ],
)
def test_a_process_without_others_is_alone(config):
    assert cluster(config) == of_environment({}) == SINGLE
    assert SINGLE.is_chief


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("{", "JSON, received {"),
        ([], "an object, received []"),
        ({"cluster": 1}, "an object at cluster, received 1"),
        (
            {"cluster": {"worker": "a:1"}},
            'a list of HOST:PORT at cluster.worker, received "a:1"',
        ),
        (
            {"cluster": {"worker": ["a:1", "b:70000"]}},
            'a list of HOST:PORT at cluster.worker, received ["a:1", "b:70000"]',
        ),
        ({"cluster": {"chief": ["a:1", "b:2"]}}, "one chief, received a:1, b:2"),
        (
            {"cluster": {**THREE, "evaluator": ["d:4"]}},
            "chief, worker and ps alone in cluster, received evaluator",
        ),
        (
            {"cluster": {"worker": ["b:2"], "ps": ["c:3"]}},
            "a chief and a worker beside the parameter servers at cluster.ps, "
            "received worker, ps",
        ),
        (
            {"cluster": SERVED, "task": {"type": "ps", "index": 2}},
            "an integer from 0 to 1 at task.index of a ps, received 2",
        ),
        ({"cluster": THREE}, "an object at task, received null"),
        (
            {"cluster": THREE, "task": {"type": "evaluator"}},
            'one of worker, chief, master at task.type, received "evaluator"',
        ),
        (
            {"cluster": THREE, "task": {"type": "worker", "index": 2}},
            "an integer from 0 to 1 at task.index of a worker, received 2",
        ),
        (
            {"cluster": THREE, "task": {"type": "worker", "index": True}},
            "an integer from 0 to 1 at task.index of a worker, received true",
        ),
    ],
)
def test_what_is_no_cluster_is_refused(config, expected):
    assert refusal(config) == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 3) | st.sampled_from(["a:1", "worker"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["cluster", "task", "type", "index", *SERVED]),
            inner,
        )
    ),
)


@given(JSON)
def test_any_json_is_a_cluster_or_a_refusal(config):
    try:
        received = cluster(config)
    except UsageError:
        return
    assert isinstance(received, ServedCluster) or (
        received == SINGLE or 0 <= received.worker.index < len(received.addresses)
    )
