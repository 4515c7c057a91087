import pytest

from bench.adult.measure import SCHEMA
from bench.adult.rows import Rows, encoded
from trainer.contract import schema as schemas
from trainer.contract.errors import InputError

CLERK = (
    "39, State-gov, 77516, Bachelors, 13, Never-married, Adm-clerical, "
    "Not-in-family, White, Male, 2174, 0, 40, United-States, <=50K"
)
WIFE = (
    "28, ?, 338409, Bachelors, 13, Married-civ-spouse, ?, "
    "Wife, Black, Female, 0, 0, 45, Cuba, >50K."
)


@pytest.fixture(scope="module")
def schema():
    return schemas.load(SCHEMA)


def read(tmp_path, schema, *lines):
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.data"
    path.write_text("\n".join(lines))
    return Rows(path, schema)


def test_texts_stand_by_column_and_labels_with_or_without_a_stop(tmp_path, schema):
    rows = read(tmp_path, schema, CLERK, WIFE)
    assert rows.label.tolist() == [0, 1]
    given = rows.of(schema.categorical)
    assert given["workclass"].tolist() == ["State-gov", "?"]
    assert "age" not in given
    assert "fnlwgt" not in given


def test_both_logs_have_the_same_numbers_for_the_same_texts(tmp_path, schema):
    train = read(tmp_path, schema, CLERK, WIFE)
    test = read(tmp_path, schema, WIFE)
    arrays = encoded(train, test, schema)
    assert arrays["numeric"].tolist() == [[39, 13, 2174, 0, 40], [28, 13, 0, 0, 45]]
    assert arrays["test_numeric"].tolist() == [[28, 13, 0, 0, 45]]
    # Workclass: "?" comes before "State-gov".
    assert arrays["ids"][:, 0].tolist() == [1, 0]
    assert arrays["test_ids"].tolist() == [arrays["ids"][1].tolist()]


def test_a_row_of_other_fields_is_named(tmp_path, schema):
    with pytest.raises(InputError) as caught:
        read(tmp_path, schema, CLERK, "39, State-gov")
    assert str(caught.value).endswith(".data:2: expected 15 fields, received 2")
