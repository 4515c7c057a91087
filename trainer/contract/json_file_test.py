import json

import pytest

from trainer.contract import json_file
from trainer.contract.errors import ContractError, InputError


def refused(path, error, *told, **also):
    with pytest.raises(error) as raised, json_file.reading(path, *told, **also):
        if json.loads(path.read_bytes()) != 1:
            raise ContractError("expected 1")
    return str(raised.value)


def test_a_file_that_is_not_there_is_named_with_what_it_is_for(tmp_path):
    path = tmp_path / "figures"
    expected = f"{path}: expected a list, received"
    assert refused(path, ContractError, "a list") == f"{expected} no such file"
    told = ("a list", "nothing yet")
    assert refused(path, InputError, *told, refusal=InputError) == (
        f"{expected} nothing yet"
    )
    path.write_text("1")
    assert "no such file" in refused(path / "below", ContractError)


def test_a_file_that_is_no_json_is_named(tmp_path):
    path = tmp_path / "figures"
    path.write_text("{")
    received = "Expecting property name enclosed in double quotes"
    text = refused(path, ContractError)
    assert text.startswith(f"{path}: expected JSON, received {received}")
    text = refused(path, InputError, broken="a list", refusal=InputError)
    assert text.startswith(f"{path}: expected a list, received {received}")
    path.write_text("[" * 100_000)
    assert "recursion" in refused(path, ContractError)


def test_what_a_check_has_found_is_told_with_the_name_of_the_file(tmp_path):
    path = tmp_path / "figures"
    path.write_text("2")
    # Its own type, whatever a missing file would be.
    assert refused(path, ContractError, refusal=InputError) == f"{path}: expected 1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1, "b": 2, "a": 1}', 'the field "a" twice in one object'),
        ("[NaN]", "the constant NaN"),
        ("[-Infinity]", "the constant -Infinity"),
    ],
)
def test_what_people_write_is_taken_to_the_letter_of_json(text, message):
    assert json_file.parse(b'{"a": [1, 2.5]}') == {"a": [1, 2.5]}
    with pytest.raises(ValueError) as error:
        json_file.parse(text.encode())
    assert str(error.value) == message
