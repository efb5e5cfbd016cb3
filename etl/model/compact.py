"""Columns held compactly: the values of cells in, a few bytes each and the same values again out.

Numbers, days or texts lie in one buffer, which travels between processes and becomes an array
without a look at any cell. The one surprising thing: a column that mixes kinds is not packed at
all, so that what comes out is always exactly, type included, what went in.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Sequence
from math import isnan
from typing import Any, cast, overload

from etl.model.findings import CellValue

_NAN = float("nan")
_MOST_EXACT = 2**53  # whole numbers up to here are floats without loss
_WIDTHS = {1: "B", 2: "H", 4: "I"}
END = "\x00"  # parts words; a column with a text that holds it is not packed


class Packed(Sequence[CellValue]):
    """A column in a buffer; equal to any sequence of the same values."""

    __slots__ = ("data",)
    data: bytes

    @abstractmethod
    def numbers(self) -> memoryview[Any]:
        """Give the number that stands for the value of each cell."""

    @abstractmethod
    def _values(self, numbers: Iterable[Any]) -> list[CellValue]:
        """Give the values that numbers stand for."""

    def __len__(self) -> int:
        return len(self.numbers())

    @overload
    def __getitem__(self, at: int) -> CellValue: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[CellValue]: ...
    def __getitem__(self, at: int | slice) -> CellValue | Sequence[CellValue]:
        found = self.numbers()[at]
        return self._values(found) if isinstance(at, slice) else self._values((found,))[0]

    def __iter__(self) -> Iterator[CellValue]:
        return iter(self._values(self.numbers()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        if isinstance(self, Texts) and isinstance(other, Texts) and self.text != other.text:
            return False  # words stand in the order of their first cells
        if type(self) is type(other) and self.data == other.data and len(self) == len(other):
            return True
        return list(self) == list(other)


class Numbers(Packed):
    """Numbers as 8-byte floats, NaN where there is none; all of them whole, or none an `int`."""

    __slots__ = ("are_whole",)

    def __init__(self, data: bytes, are_whole: bool) -> None:
        """Take the buffer; raises `ValueError` when it is no column of numbers."""
        if type(data) is not bytes or len(data) % 8 or type(are_whole) is not bool:
            raise ValueError("no column of numbers")
        self.data, self.are_whole = data, are_whole

    def numbers(self) -> memoryview[Any]:
        return memoryview(self.data).cast("d")

    def _values(self, numbers: Iterable[float]) -> list[CellValue]:
        if self.are_whole:
            return [int(n) if n == n else None for n in numbers]
        return [n if n == n else None for n in numbers]


class Days(Packed):
    """Days as 4-byte ordinals, 0 where there is none."""

    __slots__ = ()

    def __init__(self, data: bytes) -> None:
        """Take the buffer; raises `ValueError` when it is no column of days."""
        if type(data) is not bytes or len(data) % 4:
            raise ValueError("no column of days")
        days = memoryview(data).cast("i")
        if data and not 0 <= min(days) <= max(days) <= dt.date.max.toordinal():
            raise ValueError("no column of days")
        self.data = data

    def numbers(self) -> memoryview[Any]:
        return memoryview(self.data).cast("i")

    def _values(self, numbers: Iterable[int]) -> list[CellValue]:
        from_ordinal = dt.date.fromordinal
        return [from_ordinal(day) if day else None for day in numbers]


class Texts(Packed):
    """Texts as numbers of words that are kept once each; 0 stands where there is none."""

    __slots__ = ("_words", "text", "width")

    def __init__(self, data: bytes, width: int, text: bytes) -> None:
        """Take the buffers; raises `ValueError` when they are no column of texts."""
        are_bytes = type(data) is bytes and type(text) is bytes
        if not are_bytes or width not in _WIDTHS or len(data) % width:
            raise ValueError("no column of texts")
        text.decode()  # a ValueError, too
        self.data, self.width, self.text = data, width, text
        self._words: list[str | None] | None = None
        most = max(data if width == 1 else self.numbers(), default=0)
        if most > text.count(END.encode()) + 1:
            raise ValueError("no column of texts")

    def numbers(self) -> memoryview[Any]:
        return memoryview(self.data).cast(cast("Any", _WIDTHS[self.width]))

    def words(self) -> list[str]:
        """Give the words in the order of their numbers, which count from 1."""
        return self.text.decode().split(END)

    def _values(self, numbers: Iterable[int]) -> list[CellValue]:
        if self._words is None:  # kept: who asks for a cell will ask for the next
            self._words = [None, *self.words()]
        found = self._words
        return [found[number] for number in numbers]


PACKED = frozenset({Numbers, Days, Texts})


def pack(values: Sequence[CellValue]) -> Sequence[CellValue]:
    """Give the same values as a packed column, or as they are when they are of several kinds."""
    if type(values) in PACKED:
        return values
    kinds = set(map(type, values)) - {type(None)}
    packed: Packed | None = None
    if not kinds:
        packed = nothing(len(values))
    elif kinds == {str}:
        packed = _texts(cast("Sequence[str | None]", values))
    elif kinds == {dt.date}:
        days = cast("Sequence[dt.date | None]", values)
        packed = Days(array("i", [day.toordinal() if day else 0 for day in days]).tobytes())
    elif kinds in ({float}, {int}):
        packed = _numbers(cast("Sequence[float | None]", values), kinds == {int})
    if packed is not None:
        return packed
    return values if isinstance(values, list | tuple) else list(values)


def _numbers(values: Sequence[float | None], are_whole: bool) -> Numbers | None:
    given = [value for value in values if value is not None]
    if are_whole and not -_MOST_EXACT <= min(given) <= max(given) <= _MOST_EXACT:
        return None
    if isnan(sum(given)):  # NaN stands for no value here
        return None
    full = given if len(given) == len(values) else [_NAN if v is None else v for v in values]
    return Numbers(array("d", full).tobytes(), are_whole)


def _texts(values: Sequence[str | None]) -> Texts | None:
    words = dict.fromkeys(values)
    words.pop(None, None)
    try:
        text = END.join(cast("dict[str, None]", words)).encode()
    except UnicodeEncodeError:  # half a character, which no buffer of ours holds
        return None
    if text.count(END.encode()) != max(len(words) - 1, 0):
        return None
    number: dict[str | None, int] = {word: at for at, word in enumerate(words, 1)}
    number[None] = 0
    codes = map(number.__getitem__, values)
    width = 1 if len(words) < 1 << 8 else 2 if len(words) < 1 << 16 else 4
    packed = bytes(codes) if width == 1 else array(_WIDTHS[width], codes).tobytes()
    made = Texts.__new__(Texts)  # sound already: not measured again
    made.data, made.width, made.text, made._words = packed, width, text, None
    return made


def nothing(count: int) -> Texts:
    """Give a column without any value."""
    return Texts(bytes(count), 1, b"")
