"""The scalars of a run, read back from its event files."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.util.tensor_util import make_ndarray

from trainer.contract.errors import ContractError
from trainer.contract.records import read_records

# By tag: step and value of each point, by step.
Curves = Mapping[str, list[tuple[int, float]]]
LOGS = "logs"
EVENTS = "events.out.tfevents.*"


def read(logs: Path) -> Curves:
    """Returns the scalars that the processes of one run have written.

    Of a step that was taken twice, because a process was killed, the later value
    counts; of a file that ends within a record, what stands before it.

    Args:
      logs: the folder of the run's event files.
    """
    curves: dict[str, dict[int, float]] = {}
    for path in sorted(logs.glob(EVENTS)):
        for event in _events(path):
            for value in event.summary.value:
                if value.metadata.plugin_data.plugin_name == "scalars":
                    points = curves.setdefault(value.tag, {})
                    points[event.step] = float(make_ndarray(value.tensor))
    return {tag: sorted(points.items()) for tag, points in sorted(curves.items())}


def newest(job_dir: Path) -> Curves:
    """Returns the scalars of the last run that has trained in a job's folder."""
    folders = sorted(path for path in (job_dir / LOGS).glob("*") if path.is_dir())
    return read(folders[-1]) if folders else {}


def _events(path: Path) -> Iterator[Event]:
    try:
        for record in read_records(path):
            yield Event.FromString(record.data)
    except ContractError:
        # A process was killed while it wrote.
        return
