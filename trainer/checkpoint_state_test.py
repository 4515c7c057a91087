import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer import checkpoint_state
from trainer.checkpoint_state import Best, CheckpointState, Progress
from trainer.contract.errors import ContractError

STATE = CheckpointState(
    step=7,
    batch=3,
    progress=Progress(1, Best(1, 0.5, "step-4"), "training", "logs"),
    identity={"--seed": 0},
    machine={"threads": 2},
    files=(checkpoint_state.File("step-7.index", 3, crc32c="0" * 8),),
)


def test_a_state_comes_back_from_its_file(tmp_path):
    STATE.write(tmp_path / "step-7.json")
    assert checkpoint_state.read(tmp_path / "step-7.json") == STATE


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_state_that_was_cut_is_none(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "step-7.json"
    STATE.write(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 3))])
    with pytest.raises(ContractError) as error:
        checkpoint_state.read(path)
    assert str(error.value).startswith(f"{path}: expected JSON, received ")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("step", -1, "step: expected an integer from 0, received -1"),
        (
            "stage",
            "done",
            'stage: expected training or trained or finished, received "done"',
        ),
        ("best", [], "best: expected an object or null, received []"),
        ("warm_start", 3, "warm_start: expected an object or null, received 3"),
        ("identity", None, "identity: expected an object, received null"),
        ("format_version", 2, "format_version: expected 1, received 2"),
    ],
)
def test_a_state_with_another_field_is_none(tmp_path, field, value, message):
    path = tmp_path / "step-7.json"
    STATE.write(path)
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {field: value}))
    with pytest.raises(ContractError) as error:
        checkpoint_state.read(path)
    assert str(error.value) == f"{path}: {message}"
