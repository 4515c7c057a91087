import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna.distributions import (
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from trainer.contract.errors import ContractError, SparkyError, UsageError
from trainer.tune import space
from trainer.tune.space import FLAGS, flags_of

DATA = ["--train-dir=t", "--eval-dir=e"]
HELP = " (see python -m trainer.task --help)"


def loaded(path, document, *flags):
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return space.load(path, [*DATA, *flags])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "space.json"


def test_each_kind_of_range_has_its_distribution(path):
    found = loaded(
        path,
        {
            "learning-rate": {"log": [0.01, 1]},
            "l2": {"real": [0, 0.5]},
            "warmup-steps": {"integer": [0, 100]},
            "hidden-units": {"choice": ["64,32", "128"]},
        },
    )
    assert found.distributions == {
        "learning-rate": FloatDistribution(0.01, 1.0, log=True),
        "l2": FloatDistribution(0.0, 0.5),
        "warmup-steps": IntDistribution(0, 100),
        "hidden-units": CategoricalDistribution(("64,32", "128")),
    }


def test_values_become_flags_and_a_run(path):
    found = loaded(path, {"learning-rate": {"log": [0.01, 1]}}, "--epochs=2")
    values = {"learning-rate": 1e-05, "embedding-dimension": 4, "hidden-units": "8,8"}
    assert flags_of(values) == [
        "--learning-rate=1e-05",
        "--embedding-dimension=4",
        "--hidden-units=8,8",
    ]
    run = found.config_of(values)
    assert (run.learning_rate, run.hidden_units, run.epochs) == (1e-05, (8, 8), 2)


def test_the_default_is_found_where_it_lies_in_the_space(path):
    document = {
        "learning-rate": {"log": [0.01, 1]},
        "dense-learning-rate": {"log": [0.01, 1]},
        "batch-size": {"integer": [1, 1024]},
        "hidden-units": {"choice": ["64", "128,128,128"]},
        "embedding-dimension": {"choice": [4, 8]},
        "train-steps": {"integer": [1, 2]},
    }
    assert loaded(path, document).default_values == {
        "learning-rate": 0.1,
        "batch-size": 1024,
        "hidden-units": "128,128,128",
    }
    # That of the table optimizer which all trials have.
    found = loaded(path, document, "--table-optimizer=adam")
    assert "learning-rate" not in found.default_values


KNOWN = "learning-rate.log: expected two numbers over 0, the less one first, received"
REFUSED = [
    ([], "space: expected an object, received []"),
    ({}, "space: expected at least one flag, received {}"),
    (
        {"learning_rate": {"log": [1, 2]}},
        'space: unknown field "learning_rate" (did you mean "learning-rate"?)',
    ),
    (
        {"job-dir": {"choice": ["a", "b"]}},
        f'space: unknown field "job-dir" (known: {", ".join(FLAGS)})',
    ),
    (
        {"l2": [0, 1]},
        "l2: expected an object of one field: log, real, integer, choice, "
        "received [0,1]",
    ),
    (
        {"l2": {"real": [0, 1], "log": [1, 2]}},
        "l2: expected an object of one field: log, real, integer, choice, "
        'received {"real":[0,1],"log":[1,2]}',
    ),
    (
        {"l2": {"rael": [0, 1]}},
        'l2: unknown field "rael" (did you mean "real"?)',
    ),
    ({"learning-rate": {"log": [0, 1]}}, f"{KNOWN} [0,1]"),
    ({"learning-rate": {"log": [2, 1]}}, f"{KNOWN} [2,1]"),
    ({"learning-rate": {"log": [0.1, 0.2, 0.3]}}, f"{KNOWN} [0.1,0.2,0.3]"),
    ({"learning-rate": {"log": ["0.1", 1]}}, f'{KNOWN} ["0.1",1]'),
    ({"learning-rate": {"log": 1}}, f"{KNOWN} 1"),
    (
        {"l2": {"real": [False, True]}},
        "l2.real: expected two numbers, the less one first, received [false,true]",
    ),
    (
        {"batch-size": {"integer": [1, 2.0]}},
        "batch-size.integer: expected two integers, the less one first, "
        "received [1,2.0]",
    ),
    (
        {"batch-size": {"choice": [64]}},
        "batch-size.choice: expected two printable strings or numbers, or more, "
        "received [64]",
    ),
    (
        {"hidden-units": {"choice": ["64", None]}},
        "hidden-units.choice: expected two printable strings or numbers, or more, "
        'received ["64",null]',
    ),
    (
        {"batch-size": {"choice": [64, "64"]}},
        'batch-size.choice[1]: expected another value than those before, received "64"',
    ),
    (
        {"learning-rate": {"real": [0, 1]}},
        "learning-rate.real[0]: argument --learning-rate: expected a number over 0, "
        f"received 0.0{HELP}",
    ),
    (
        {"model": {"choice": ["linear", "deepfn"]}},
        "model.choice[1]: argument --model: expected linear, wide-deep, deepfm, "
        "dcn-v2, dlrm, mlp, ncf or package.module:function, received deepfn, did you "
        f"mean deepfm?{HELP}",
    ),
    (
        {"batch-size": {"real": [1, 64]}},
        "batch-size.real[0]: argument --batch-size: expected an integer from 1, "
        f"received 1.0{HELP}",
    ),
    (
        {"train-steps": {"integer": [-1, 5]}},
        "train-steps.integer[0]: expected a run that ends, received -1",
    ),
    (
        '{"l2": {"real": [0, 1]}, "l2": {"real": [0, 2]}}',
        'expected JSON, received the field "l2" twice in one object',
    ),
    (
        '{"l2": {"real": [0, Infinity]}}',
        "expected JSON, received the constant Infinity",
    ),
]


@pytest.mark.parametrize(("document", "message"), REFUSED)
def test_a_space_is_refused_with_the_place_and_what_stands_there(
    path, document, message
):
    with pytest.raises(ContractError) as error:
        loaded(path, document)
    assert str(error.value) == f"{path}: {message}"


def test_a_file_that_is_not_there_is_named(path):
    with pytest.raises(ContractError) as error:
        space.load(path, DATA)
    assert str(error.value) == f"{path}: expected a search space, received no such file"


@pytest.mark.parametrize(
    ("flag", "message"),
    [
        ("--l2=1", "{path}: --l2: expected it there alone, received --l2=1 behind --"),
        ("--job_dir=j", "--job-dir: each trial has its own, received {flag} behind --"),
        ("--eval-only", "expected a training that ends, received {flag}"),
        ("--train-steps=-1", "expected a training that ends, received {ends}"),
        ("--epoch=1", f'unknown flag "--epoch", did you mean "--epochs"?{HELP}'),
    ],
)
def test_flags_that_no_trial_can_have_are_refused(path, flag, message):
    with pytest.raises(UsageError) as error:
        loaded(path, {"l2": {"real": [0, 1]}}, flag)
    assert str(error.value) == message.format(
        path=path, flag=flag, ends="--train-steps -1"
    )


NUMBERS = st.floats(1e-6, 1e6) | st.integers(1, 10**6)
RANGES = st.tuples(NUMBERS, NUMBERS).map(sorted).filter(lambda r: r[0] < r[1])
SPACES = st.dictionaries(
    st.sampled_from(["learning-rate", "wide-learning-rate", "positive-weight"]),
    st.sampled_from(["log", "real"]).flatmap(lambda k: RANGES.map(lambda r: {k: r})),
    min_size=1,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*FLAGS[:6], *space.KINDS]) | st.text(max_size=3), inner
        )
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(document=SPACES)
def test_every_good_space_is_taken_as_it_stands(tmp_path_factory, document):
    path = tmp_path_factory.getbasetemp() / "good.json"
    found = loaded(path, document)
    for name, distribution in found.distributions.items():
        ((kind, bounds),) = document[name].items()
        expected = (*map(float, bounds), kind == "log")
        assert (distribution.low, distribution.high, distribution.log) == expected
        assert found.config_of({name: distribution.high})


@given(document=JSON)
def test_whatever_stands_in_the_file_is_a_space_or_a_typed_error(
    tmp_path_factory, document
):
    path = tmp_path_factory.getbasetemp() / "any.json"
    try:
        assert loaded(path, document).document == document
    except SparkyError as error:
        assert str(error).startswith(f"{path}: ")
