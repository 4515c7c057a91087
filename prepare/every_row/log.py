"""A log of which every twentieth line or so is damaged, in thirty kinds of ways."""

import random
from collections.abc import Callable, Iterator

from prepare.every_row.oracle import MAX_LINE_BYTES

SCHEMA = {
    "format_version": 1,
    "name": "every-row",
    "input": {"format": "delimited", "separator": ",", "missing": ["", "NULL"]},
    "columns": [
        {
            "name": "clicked",
            "role": "label",
            "positive": ["1", "yes"],
            "negative": ["0", "no"],
        },
        {"name": "request", "role": "key"},
        {"name": "hour", "role": "numeric"},
        {"name": "price", "role": "numeric", "type": "real", "fill": 0.1},
        {"name": "note", "role": "ignore"},
        {"name": "site", "role": "categorical", "min_count": 3},
        {
            "name": "ad",
            "role": "categorical",
            "fill": "none",
            "max_size": 40,
            "unseen": -1,
        },
        {"name": "importance", "role": "weight"},
    ],
}
NAMES = [column["name"] for column in SCHEMA["columns"]]
DAMAGED_SHARE = 0.05
_LONG_LINES = 4

Damage = Callable[[list[bytes]], bytes]


def _joined(fields: list[bytes]) -> bytes:
    return b",".join(fields)


def _with(name: str, field: bytes) -> Damage:
    place = NAMES.index(name)
    return lambda fields: _joined([*fields[:place], field, *fields[place + 1 :]])


def _too_long(fields: list[bytes]) -> bytes:
    line = _joined(fields)
    return line + b"0" * (MAX_LINE_BYTES + 1 - len(line))


_FIELDS: tuple[tuple[str, bytes], ...] = (
    ("clicked", b"2"),
    ("clicked", b""),
    ("clicked", b"\xef\xbb\xbf1"),
    ("request", b"NULL"),
    ("request", b"\xff\xfe"),
    ("request", b"r" * 199 + b"\xc3\xa9\0"),
    ("hour", b"2.0"),
    ("hour", b" 5"),
    ("hour", b"+5"),
    ("hour", b"1" * 19),
    ("hour", "٣".encode()),
    ("hour", b"7_0"),
    ("price", b"nan"),
    ("price", b"3.40282356779733661637539395458142568448e38"),
    ("price", b"1e"),
    ("price", b"0x1p3"),
    ("price", b"0." + b"0" * 63),
    ("site", b"\xc0\xaf"),
    ("site", b"a\xed\xa0\x80"),
    ("site", b"\xe6\x97"),
    ("ad", b"a\0b"),
    ("ad", b"a\rb"),
    ("importance", b"-0.5"),
    ("importance", b""),
)

DAMAGES: tuple[Damage, ...] = (
    *(_with(*damage) for damage in _FIELDS),
    lambda fields: b"",
    lambda fields: _joined(fields[:-1]),
    lambda fields: _joined([*fields, b""]),
    lambda fields: b"\t".join(fields),
    lambda fields: _joined(fields) + b"\r",
    # Two at once: the first from the left is the one to tell of.
    lambda fields: _joined([b"maybe", *fields[1:2], b"x", *fields[3:]]),
)


def lines(rows: int, seed: int) -> Iterator[bytes]:
    """The lines of a log, of which some are too long for any row.

    Args:
        rows: How many lines.
        seed: Which log.

    Yields:
        Lines without their line feed.
    """
    draw = random.Random(seed)
    long = set(draw.sample(range(rows), _LONG_LINES))
    for number in range(rows):
        fields = _good(draw, number)
        if number in long:
            yield _too_long(fields)
        elif draw.random() < DAMAGED_SHARE:
            yield draw.choice(DAMAGES)(fields)
        else:
            yield _joined(fields)


def _good(draw: random.Random, number: int) -> list[bytes]:
    return [
        draw.choice((b"0", b"0", b"1", b"no", b"yes")),
        draw.choice((f"r-{number}", f'"{number}', f"\u2028{number}")).encode(),
        _hour(draw),
        _price(draw),
        draw.choice((b"", b"a note", b"\xff\0", b"\r.")),
        _site(draw),
        _ad(draw),
        draw.choice((b"1", b"0", b"0.25", b"3e-2", b"-0")),
    ]


def _hour(draw: random.Random) -> bytes:
    odd = ("", "NULL", "-10", "-0", "007", "16777217", "-16777219", "9" * 18)
    return draw.choice((*odd, *(str(draw.randint(-99, 10**9)) for _ in odd))).encode()


def _price(draw: random.Random) -> bytes:
    # Halfway between two floats, below the least, and where a double rounds first.
    odd = ("", "0.1", ".5", "5.", "-0.0", "1.00000005960464477539", "1e-46", "16777217")
    written = (repr(draw.uniform(-1, 1) * 10 ** draw.randint(-40, 37)) for _ in odd)
    return draw.choice((*odd, "7.038531e-26", *written)).encode()


def _site(draw: random.Random) -> bytes:
    odd = (
        "",
        "-10",
        "NULL",
        '"quoted"',
        "\x85",
        "日本",
        " a",
        "a ",
        "a\tb",
        "\U0010ffff",
    )
    return draw.choice((*odd, f"site-{int(draw.paretovariate(0.5)) % 5000}")).encode()


def _ad(draw: random.Random) -> bytes:
    ads = (f"{draw.getrandbits(draw.randint(1, 9)):08x}", "é" * draw.randint(1, 30))
    return draw.choice(("", "none", *ads)).encode()
