"""The core: three ways to ask, one answer; and 20 damages of which none is loaded."""

import json
import shutil

import numpy as np
import pytest

from serving.golden_parts import ROWS
from serving.predictor import NOT_FINITE, Predictor
from trainer.contract.errors import ContractError
from trainer.contract.exports import verify_export
from trainer.contract.manifest import MANIFEST
from trainer.decoder import Decoder
from trainer.golden_dataset import GOLDEN


@pytest.fixture
def columns(predictor):
    """The golden rows, encoded."""
    decoder = Decoder(predictor.schema, None, ("numeric", "categorical"))
    return decoder.decode(ROWS).columns


@pytest.fixture
def raw(predictor):
    """The golden rows as they stand in the log."""
    lines = (GOLDEN / "rows.tsv").read_bytes().split(b"\n")[:-1]
    texts = zip(*(line.split(b"\t") for line in lines), strict=True)
    named = zip([c.name for c in predictor.schema.columns], texts, strict=True)
    features = {*predictor.schema.numeric, *predictor.schema.categorical}
    wanted = {column.name for column in features}
    return {name: list(values) for name, values in named if name in wanted}


def refusal(function, *arguments):
    with pytest.raises(ContractError) as caught:
        function(*arguments)
    return str(caught.value)


def test_the_three_signatures_answer_the_same_for_the_same_rows(
    predictor, columns, raw
):
    encoded = predictor.predict_columns(columns)
    for other in (predictor.predict_examples(ROWS), predictor.predict_raw(raw)):
        np.testing.assert_array_equal(other.scores, encoded.scores)
        assert (other.classes, other.errors) == (("0", "1"), {})


def test_scores_are_the_probabilities_of_both_classes(predictor, columns):
    scores = predictor.predict_columns(columns).scores
    assert (scores.shape, scores.dtype) == ((13, 2), np.float32)
    assert ((scores > 0) & (scores < 1)).all()
    np.testing.assert_allclose(scores.sum(1), 1, atol=1e-6)


def test_the_models_tell_rows_apart(predictor, columns):
    scores = predictor.predict_columns(columns).scores
    assert len(set(scores[:, 1].tolist())) > 5


def test_a_row_scores_the_same_alone_and_among_others(predictor, columns):
    together = predictor.predict_columns(columns).scores
    for i in range(len(together)):
        one = {name: values[i : i + 1] for name, values in columns.items()}
        alone = predictor.predict_columns(one).scores
        np.testing.assert_array_equal(alone[0], together[i])


def test_a_bad_raw_row_has_an_error_of_its_own(predictor, raw):
    good = predictor.predict_raw(raw)
    raw["hour"][1] = b"2.0"
    predictions = predictor.predict_raw(raw)
    assert list(predictions.errors) == [1]
    assert "hour" in predictions.errors[1]
    rest = [i for i in range(13) if i != 1]
    np.testing.assert_array_equal(predictions.scores[rest], good.scores[rest])


def test_a_row_whose_scores_are_not_finite_has_an_error(predictor, columns):
    prices = columns["price"].numpy()
    prices[3] = np.nan
    predictions = predictor.predict_columns({**columns, "price": prices})
    assert predictions.errors == {3: NOT_FINITE}


def test_columns_of_other_names_are_refused(predictor, columns):
    del columns["ad-group"]
    columns["adgroup"] = columns["site"]
    message = refusal(predictor.predict_columns, columns)
    expected = "expected the inputs of the signature encoded by their names"
    assert message == f"{expected}, received another ad-group, adgroup"


DAMAGES = {
    "cut": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "empty": lambda data: b"",
    "flipped at its start": lambda data: bytes([data[0] ^ 1]) + data[1:],
    "flipped in its middle": lambda data: (
        data[: len(data) // 2]
        + bytes([data[len(data) // 2] ^ 16])
        + data[len(data) // 2 + 1 :]
    ),
    "flipped at its end": lambda data: data[:-1] + bytes([data[-1] ^ 128]),
}


def test_every_damage_to_every_file_of_an_export_is_refused(exported, tmp_path):
    manifest = json.loads((exported / MANIFEST).read_bytes())
    names = [file["name"] for file in manifest["files"]]
    assert {"saved_model.pb", "schema.json"} < set(names)
    assert any(name.startswith("variables/") for name in names)
    copy = shutil.copytree(exported, tmp_path / "export")
    for name in names:
        data = (copy / name).read_bytes()
        for damage in DAMAGES.values():
            if damage(data) != data:
                (copy / name).write_bytes(damage(data))
                message = refusal(Predictor, copy)
                assert message.startswith(f"{copy / name}: expected ")
        (copy / name).unlink()
        assert "received no such file" in refusal(Predictor, copy)
        (copy / name).write_bytes(data)
    verify_export(copy)


def test_a_manifest_that_is_not_that_of_the_export_is_refused(exported, tmp_path):
    copy = shutil.copytree(exported, tmp_path / "export")
    data = (copy / MANIFEST).read_bytes()
    for size in range(0, len(data) - 2, 40):
        (copy / MANIFEST).write_bytes(data[:size])
        refusal(Predictor, copy)
    (copy / MANIFEST).unlink()
    assert "expected a manifest, received no such file" in refusal(Predictor, copy)


def test_a_file_that_the_manifest_does_not_list_is_refused(exported, tmp_path):
    copy = shutil.copytree(exported, tmp_path / "export")
    (copy / "saved_model.pbtxt").write_text("")
    expected = "expected no file that _MANIFEST.json does not list"
    assert refusal(Predictor, copy) == f"{copy / 'saved_model.pbtxt'}: {expected}"


def test_a_directory_of_another_kind_is_refused(golden):
    message = f"{golden.artifacts}: expected an export, received artifacts"
    assert refusal(Predictor, golden.artifacts) == message


def test_files_of_two_exports_cannot_be_mixed(exported, tmp_path):
    copy = shutil.copytree(exported, tmp_path / "export")
    names = [path for path in copy.rglob("*") if path.is_file() and path.parent != copy]
    one, other = sorted(names, key=lambda path: path.stat().st_size)[:2]
    one.write_bytes(other.read_bytes())
    assert refusal(Predictor, copy).startswith(f"{one}: expected ")
