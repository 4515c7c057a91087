import re
from pathlib import Path

import pytest

from trainer import config, model_flags
from trainer.contract.errors import UsageError

MODEL = "linear, wide-deep, deepfm, dcn-v2, dlrm, mlp, ncf or package.module:function"
FOLDERS = ["--job-dir=j", "--train-dir=t", "--eval-dir=e"]


def refusal(*flags):
    with pytest.raises(UsageError) as error:
        config.parse([*FOLDERS, *flags])
    text = str(error.value)
    return text.removesuffix(" (see python -m trainer.task --help)")


def test_the_defaults_are_those_of_the_help():
    parsed = config.parse(FOLDERS)
    assert parsed == config.RunConfig(
        job_dir=Path("j"),
        train_dir=Path("t"),
        eval_dir=Path("e"),
        artifact_dir=None,
        warm_start=None,
        model="wide-deep",
        precision="float32",
        numbers="bins",
        batch_size=1024,
        epochs=10,
        train_steps=None,
        eval_steps=None,
        slice=(),
        eval_scores=False,
        early_stopping_patience=1,
        eval_only=False,
        resume="auto",
        checkpoint_minutes=10.0,
        cache=False,
        table_optimizer="adagrad",
        learning_rate=0.1,
        wide_learning_rate=0.1,
        dense_learning_rate=0.001,
        l2=0.0,
        schedule="constant",
        warmup_steps=0,
        positive_weight=1.0,
        embedding_dimension=16,
        hidden_units=(128, 128, 128),
        list_combiner="mean",
        seed=0,
    )


def test_underscores_are_hyphens_in_names_and_nowhere_else():
    parsed = config.parse(
        ["--job_dir", "my_job", "--train_dir=my_train", "--eval-dir=e"]
    )
    assert (parsed.job_dir, parsed.train_dir) == (Path("my_job"), Path("my_train"))


def test_the_rate_of_the_table_is_that_of_the_model():
    assert config.parse([*FOLDERS, "--model=linear"]).wide_learning_rate == 0.3
    assert config.parse([*FOLDERS, "--table-optimizer=adam"]).learning_rate == 0.001
    assert config.parse([*FOLDERS, "--learning-rate=2e-1"]).learning_rate == 0.2


def test_an_unknown_model_is_named_with_the_nearest():
    received = refusal("--model=wide_deep")
    expected = f"expected {MODEL}, received wide_deep, did you mean wide-deep?"
    assert received == f"argument --model: {expected}"


def test_a_model_of_ones_own_is_a_module_and_a_function():
    parsed = config.parse([*FOLDERS, "--model=my_package.towers:two_towers"])
    assert parsed.model == "my_package.towers:two_towers"
    assert (parsed.learning_rate, parsed.wide_learning_rate) == (0.1, 0.1)


def test_numbers_are_in_bins_where_the_model_has_no_layers_for_them():
    assert config.parse([*FOLDERS, "--model=dlrm"]).numbers == "log"
    assert config.parse([*FOLDERS, "--model=deepfm"]).numbers == "bins"
    for recipe in model_flags.NUMBERS:
        flags = ["--model=dlrm", f"--numbers={recipe}"]
        assert config.parse([*FOLDERS, *flags]).numbers == recipe


def test_ncf_has_defaults_of_its_own_unless_they_are_given():
    parsed = config.parse([*FOLDERS, "--model=ncf"])
    assert (parsed.embedding_dimension, parsed.hidden_units) == (64, (32, 16))
    assert (parsed.table_optimizer, parsed.learning_rate) == ("adam", 0.002)
    assert (parsed.l2, parsed.batch_size) == (0.01, 1024)
    flags = ["--model=ncf", "--embedding-dimension=8", "--l2=0", "--hidden-units=4"]
    parsed = config.parse([*FOLDERS, *flags])
    assert (parsed.embedding_dimension, parsed.hidden_units) == (8, (4,))
    assert (parsed.l2, parsed.learning_rate) == (0, 0.002)


def test_minus_one_step_is_until_stopped():
    assert config.parse([*FOLDERS, "--train-steps", "-1"]).train_steps == -1


def test_an_unknown_flag_is_named_with_the_nearest():
    received = refusal("--batch-sise=3")
    assert received == 'unknown flag "--batch-sise", did you mean "--batch-size"?'


def test_a_mistyped_flag_comes_before_the_one_that_is_missing():
    with pytest.raises(UsageError, match='unknown flag "--job-dri", did you mean'):
        config.parse(["--job-dri", "j"])


def test_steps_and_epochs_are_not_taken_together():
    expected = "expected one of --train-steps and --epochs, received both"
    assert refusal("--train-steps=3", "--epochs=2") == expected


@pytest.mark.parametrize(
    ("flag", "value", "expected"),
    [
        ("--batch-size", "0", "an integer from 1"),
        ("--batch-size", "1.5", "an integer from 1"),
        ("--batch-size", "٣", "an integer from 1"),
        ("--train-steps", "0", "an integer from 1, or -1"),
        ("--train-steps", "-2", "an integer from 1, or -1"),
        ("--seed", "4294967296", "an integer from 0"),
        ("--learning-rate", "0", "a number over 0"),
        ("--learning-rate", "nan", "a number over 0"),
        ("--dense-learning-rate", "inf", "a number over 0"),
        ("--wide-learning-rate", "-1", "a number over 0"),
        ("--l2", "-0.1", "a number from 0"),
        ("--l2", "inf", "a number from 0"),
        ("--embedding-dimension", "by_size", "an integer from 1, or by-size"),
        ("--model", "package.module", MODEL),
        ("--model", "package/module:function", MODEL),
        ("--model", ":function", MODEL),
    ],
)
def test_a_bad_value_is_named_with_what_was_expected(flag, value, expected):
    received = refusal(f"{flag}={value}")
    assert received == f"argument {flag}: expected {expected}, received {value}"


def test_the_help_shows_every_default(capsys):
    with pytest.raises(SystemExit) as end:
        config.parse(["--help"])
    assert end.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    for text in (
        "(default: 1024)",
        "(default: 10)",
        "(default: all)",
        "(default: 0.001)",
    ):
        assert text in shown
    assert "(default: bins, log for dlrm, log for mlp)" in shown

    assert "ncf has as defaults --embedding-dimension 64, --hidden-units" in shown
    assert "0.3 for linear, 0.1 for wide-deep, deepfm, dcn-v2, dlrm)" in shown
    assert "0.1 for adagrad, 0.001 for adam)" in shown


def test_a_schedule_that_falls_needs_an_end():
    received = refusal("--train-steps=-1", "--schedule=linear")
    expected = "expected none, received --schedule linear"
    assert received == f"--train-steps -1 has no end: {expected}"
    assert config.parse([*FOLDERS, "--train-steps=-1", "--warmup-steps=9"])


def test_rows_to_learn_from_are_needed_where_something_is_learnt():
    without = ["--job-dir=j", "--eval-dir=e"]
    assert config.parse([*without, "--eval-only"]).train_dir is None
    with pytest.raises(UsageError) as error:
        config.parse(without)
    assert str(error.value).startswith("the following arguments are required: --train")


def test_the_page_of_the_trainer_has_every_flag(capsys):
    with pytest.raises(SystemExit):
        config.parse(["--help"])
    shown = re.findall(r"^  (--[a-z0-9-]+)", capsys.readouterr().out, re.MULTILINE)
    page = (Path(__file__).parents[1] / "docs" / "training.md").read_text()
    table = page.split("\n## Flags\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(--[a-z0-9-]+)`", table, re.MULTILINE) == shown
