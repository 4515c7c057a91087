import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bench.planted.features import Features
from bench.planted.rows import encode

INTEGERS = st.one_of(st.none(), st.integers(-99_999_999, 99_999_999))
TEXTS = st.one_of(st.none(), st.integers(0, 2**32 - 1))


def features_of(
    integers: list[list[int | None]], texts: list[list[int | None]]
) -> tuple[Features, np.ndarray]:
    present = [[0 if v is None else v for v in column] for column in integers]
    values = [[0 if v is None else v for v in column] for column in texts]
    features = Features(
        np.array(present, np.int32),
        np.array([[v is None for v in column] for column in integers]),
        np.zeros((len(texts), len(texts[0])), np.uint32),
        np.array([[v is None for v in column] for column in texts]),
    )
    return features, np.array(values, np.uint32)


def test_a_row_is_its_label_integers_and_texts_between_tabs():
    features, texts = features_of([[-2], [None], [1230]], [[0xBEEF], [None]])
    clicked = np.array([True])
    assert encode(features, texts, clicked) == b"1\t-2\t\t1230\t0000beef\t\n"
    assert encode(features, texts, None) == b"-2\t\t1230\t0000beef\t\n"


@given(
    st.integers(1, 4).flatmap(
        lambda rows: st.tuples(
            st.lists(st.lists(INTEGERS, min_size=rows, max_size=rows), min_size=1),
            st.lists(st.lists(TEXTS, min_size=rows, max_size=rows), min_size=1),
        )
    )
)
def test_rows_are_what_formatting_one_value_at_a_time_gives(columns):
    integers, texts = columns
    expected = ""
    for row in range(len(integers[0])):
        fields = ["" if c[row] is None else str(c[row]) for c in integers]
        fields += ["" if c[row] is None else f"{c[row]:08x}" for c in texts]
        expected += "\t".join(fields) + "\n"
    assert encode(*features_of(integers, texts), None) == expected.encode()
