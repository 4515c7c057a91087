"""Serialized Examples and SequenceExamples of every form that the wire format allows.

The bytes are put together by hand, since no library writes numbers that are not packed,
unknown fields, a name twice, or damage. The same seed gives the same records.
"""

import random
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

BYTES, FLOATS, INT64S = 1, 2, 3

# What stands for a missing single value when TensorFlow parses; it is never generated.
MISSING = {BYTES: b"\x00missing", FLOATS: -7.25, INT64S: -7777}


@dataclass(frozen=True)
class Column:
    """What is read of a name: single values, lists, or lists of lists."""

    name: str
    kind: int
    nesting: int


CONTEXT = tuple(
    Column(f"{name}{'s' * nesting}", kind, nesting)
    for name, kind in (("byte", BYTES), ("float", FLOATS), ("long", INT64S))
    for nesting in (0, 1)
)
STEPS = tuple(Column(f"step-{c.name}", c.kind, 2) for c in CONTEXT if c.nesting == 1)


def examples(seed: int, count: int) -> Iterator[bytes]:
    """Examples: most are sound, some have odd forms, some are damaged."""
    for number in range(count):
        writer = _Writer(random.Random(f"{seed} example {number}"))
        yield writer.damaged(writer.example())


def sequence_examples(seed: int, count: int) -> Iterator[bytes]:
    """The same for SequenceExamples."""
    for number in range(count):
        writer = _Writer(random.Random(f"{seed} sequence {number}"))
        yield writer.damaged(writer.sequence_example())


def varint(value: int) -> bytes:
    """A number in groups of seven bits, negative ones as 64 bits."""
    value &= (1 << 64) - 1
    groups = bytearray()
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def message(number: int, content: bytes) -> bytes:
    """A field of wire type 2."""
    return varint(number << 3 | 2) + varint(len(content)) + content


class _Writer:
    def __init__(self, chance: random.Random):
        self.chance = chance
        # Forms that TensorFlow's two parsers take for different things, or one refuses.
        self.odd = chance.random() < 0.1
        # Unknown fields, and features of no kind.
        self.extras = True

    def example(self) -> bytes:
        features = self.features(CONTEXT)
        return self.maybe_unknown(message(1, features))

    def sequence_example(self) -> bytes:
        # `parse_sequence_example` refuses most of them.
        self.extras = self.odd
        parts = [message(1, self.features(CONTEXT))]
        lists = self.entries(STEPS, lambda column: self.feature_list(column))
        parts.append(message(2, lists))
        if self.chance.random() < 0.1:
            parts.pop(self.chance.randrange(2))
        return self.maybe_unknown(b"".join(parts))

    def features(self, columns: Sequence[Column]) -> bytes:
        return self.entries(columns, self.feature)

    def entries(
        self, columns: Sequence[Column], value: Callable[[Column], bytes]
    ) -> bytes:
        """A map; names may be missing or be there twice, and one is not asked for."""
        other = Column("other", self.chance.choice((BYTES, FLOATS, INT64S)), 1)
        there = [c for c in (*columns, other) if self.chance.random() < 0.9]
        twice = [c for c in there if self.chance.random() < 0.03]
        there += twice
        self.chance.shuffle(there)
        written = [self.entry(c.name.encode(), value(c)) for c in there]
        if self.odd and self.chance.random() < 0.2:
            written.insert(self.chance.randrange(len(written) + 1), self.unknown(2))
        return b"".join(written)

    def entry(self, key: bytes, value: bytes) -> bytes:
        fields = [message(1, key), message(2, value)]
        if self.odd:
            form = self.chance.randrange(12)
            if form == 0:
                fields.reverse()
            elif form == 1:
                fields.append(self.unknown(3))
            elif form == 2:
                fields.append(message(2, value))
            elif form == 3:
                fields.pop(self.chance.randrange(2))
        return message(1, b"".join(fields))

    def feature(self, column: Column) -> bytes:
        kind = column.kind
        if self.chance.random() < 0.005:
            kind = self.chance.choice((BYTES, FLOATS, INT64S))
        if self.extras and self.chance.random() < 0.04:
            return b""
        content = message(kind, self.list(kind, self.values(kind, column.nesting)))
        if self.odd and self.chance.random() < 0.1:
            again = self.chance.choice((BYTES, FLOATS, INT64S))
            content += message(again, self.list(again, self.values(again, 1)))
        if self.odd and self.chance.random() < 0.1:
            content = self.unknown(4) + content
        return self.maybe_unknown(content)

    def feature_list(self, column: Column) -> bytes:
        steps = range(self.chance.choice((0, 1, 2, 3)))
        return b"".join(message(1, self.feature(column)) for _ in steps)

    def values(self, kind: int, nesting: int) -> list:
        count = self.chance.choice((0, 1, 2, 3, 8, 20))
        if nesting == 0:
            count = 1 if self.chance.random() < 0.99 else self.chance.choice((0, 2))
        return [self.value(kind) for _ in range(count)]

    def value(self, kind: int) -> bytes | float | int:
        if kind == BYTES:
            return self.chance.randbytes(self.chance.choice((0, 1, 2, 9, 200)))
        if kind == FLOATS:
            bits = self.chance.choice((0, 1 << 31, 0x7F800000, 0x3F000000, 1, None))
            bits = self.chance.getrandbits(32) if bits is None else bits
            return struct.unpack("<f", struct.pack("<I", bits))[0]
        return self.chance.getrandbits(
            self.chance.choice((1, 7, 8, 14, 21, 28, 63))
        ) * (self.chance.choice((1, 1, 1, -1)))

    def list(self, kind: int, values: list) -> bytes:
        if kind == BYTES:
            content = b"".join(message(1, value) for value in values)
        elif self.odd and self.chance.random() < 0.2:
            half = len(values) // 2
            content = self.packed(kind, values[:half]) + self.single(
                kind, values[half:]
            )
        elif self.chance.random() < 0.5:
            content = self.packed(kind, values) if values else b""
        else:
            content = self.single(kind, values)
        if self.odd and self.chance.random() < 0.1:
            content += self.unknown(7)
        return content

    def packed(self, kind: int, values: list) -> bytes:
        return message(1, b"".join(self.number(kind, value) for value in values))

    def single(self, kind: int, values: list) -> bytes:
        tag = bytes([1 << 3 | (5 if kind == FLOATS else 0)])
        return b"".join(tag + self.number(kind, value) for value in values)

    def number(self, kind: int, value: float | int) -> bytes:
        return struct.pack("<f", value) if kind == FLOATS else varint(value)

    def maybe_unknown(self, content: bytes) -> bytes:
        """A field behind those that are known, where all parsers take one."""
        if self.extras and self.chance.random() < 0.05:
            content += self.unknown(self.chance.choice((9, 15, 16, 5000, 536870911)))
        return content

    def unknown(self, number: int) -> bytes:
        wire_type = self.chance.choice((0, 1, 2, 5))
        size = {1: 8, 5: 4}.get(wire_type, self.chance.choice((0, 1, 5)))
        content = self.chance.randbytes(size)
        if wire_type == 0:
            return varint(number << 3) + varint(self.chance.getrandbits(40))
        if wire_type == 2:
            return message(number, content)
        return varint(number << 3 | wire_type) + content

    def damaged(self, record: bytes) -> bytes:
        """One record in ten has lost its end, or a bit of it is another."""
        form = self.chance.random()
        if form < 0.05:
            return record[: self.chance.randrange(len(record) + 1)]
        if form < 0.10 and record:
            flipped = bytearray(record)
            at = self.chance.randrange(len(record))
            flipped[at] ^= 1 << self.chance.randrange(8)
            return bytes(flipped)
        return record
