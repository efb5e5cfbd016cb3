"""Columns held compactly: the values of cells in, a few bytes each and the same values again out.

A column of a table is any sequence of values; these sequences hold numbers, days or texts in one
buffer each, which travels between processes and becomes an array without a look at any cell. The
one surprising thing: a column that mixes kinds is not packed at all, so that what comes out is
always exactly, type included, what went in.
"""

from __future__ import annotations

import datetime as dt
from abc import abstractmethod
from array import array
from collections.abc import Iterator, Sequence
from math import isnan
from typing import cast, overload

from etl.model.values import CellValue

_NAN = float("nan")
_MOST_EXACT = 2**53  # whole numbers up to here are floats without loss
_WIDTHS = {1: "B", 2: "H", 4: "I"}
END = "\x00"  # parts words; a column with a text that holds it is not packed


class Packed(Sequence[CellValue]):
    """A column in a buffer; equal to any sequence of the same values."""

    __slots__ = ()

    @abstractmethod
    def unpacked(self) -> list[CellValue]:
        """Give all values at once."""

    @abstractmethod
    def _value(self, at: int) -> CellValue:
        """Give one value, without a look at the others; `at` may count from the end."""

    @abstractmethod
    def _held(self) -> tuple[object, ...]:
        """Give what it holds, its kind among it."""

    @overload
    def __getitem__(self, at: int) -> CellValue: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[CellValue]: ...
    def __getitem__(self, at: int | slice) -> CellValue | Sequence[CellValue]:
        return self.unpacked()[at] if isinstance(at, slice) else self._value(at)

    def __iter__(self) -> Iterator[CellValue]:
        return iter(self.unpacked())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str):
            return NotImplemented
        if isinstance(other, Packed) and self._held() == other._held():
            return True
        if isinstance(self, Texts) and isinstance(other, Texts) and self.text != other.text:
            return False  # words stand in the order of their first cells
        return self.unpacked() == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.unpacked()!r})"


class Numbers(Packed):
    """Numbers as 8-byte floats, NaN where there is none; all of them whole, or none an `int`."""

    __slots__ = ("are_whole", "data")

    def __init__(self, data: bytes, are_whole: bool) -> None:
        """Take the buffer; raises `ValueError` when it is no column of numbers."""
        if type(data) is not bytes or len(data) % 8 or type(are_whole) is not bool:
            raise ValueError("no column of numbers")
        self.data, self.are_whole = data, are_whole

    def _held(self) -> tuple[object, ...]:
        return Numbers, self.data, self.are_whole

    def __len__(self) -> int:
        return len(self.data) // 8

    def unpacked(self) -> list[CellValue]:
        """Give all values at once."""
        numbers = memoryview(self.data).cast("d")
        if self.are_whole:
            return [int(n) if n == n else None for n in numbers]
        return [n if n == n else None for n in numbers]

    def _value(self, at: int) -> CellValue:
        number = memoryview(self.data).cast("d")[at]
        if number != number:
            return None
        return int(number) if self.are_whole else number


class Days(Packed):
    """Days as 4-byte ordinals, 0 where there is none."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        """Take the buffer; raises `ValueError` when it is no column of days."""
        if type(data) is not bytes or len(data) % 4:
            raise ValueError("no column of days")
        days = memoryview(data).cast("i")
        if data and not 0 <= min(days) <= max(days) <= dt.date.max.toordinal():
            raise ValueError("no column of days")
        self.data = data

    def _held(self) -> tuple[object, ...]:
        return Days, self.data

    def __len__(self) -> int:
        return len(self.data) // 4

    def unpacked(self) -> list[CellValue]:
        """Give all values at once."""
        from_ordinal = dt.date.fromordinal
        return [from_ordinal(day) if day else None for day in memoryview(self.data).cast("i")]

    def _value(self, at: int) -> CellValue:
        day = memoryview(self.data).cast("i")[at]
        return dt.date.fromordinal(day) if day else None


class Texts(Packed):
    """Texts as numbers of words that are kept once each; 0 stands where there is none."""

    __slots__ = ("_words", "codes", "text", "width")

    def __init__(self, codes: bytes, width: int, text: bytes) -> None:
        """Take the buffers; raises `ValueError` when they are no column of texts."""
        if type(codes) is not bytes or type(text) is not bytes or width not in _WIDTHS:
            raise ValueError("no column of texts")
        if len(codes) % width:
            raise ValueError("no column of texts")
        text.decode()  # a ValueError, too
        self.codes, self.width, self.text = codes, width, text
        self._words: list[str | None] | None = None
        most = max(codes if width == 1 else self.numbers(), default=0)
        if most > text.count(END.encode()) + 1:
            raise ValueError("no column of texts")

    def _held(self) -> tuple[object, ...]:
        return Texts, self.codes, self.width, self.text

    def __len__(self) -> int:
        return len(self.codes) // self.width

    def numbers(self) -> memoryview:
        """Give the number of each cell's word, from 1; 0 for none."""
        return memoryview(self.codes).cast(cast("object", _WIDTHS[self.width]))  # type: ignore[call-overload, no-any-return]

    def words(self) -> list[str]:
        """Give the words in the order of their numbers."""
        return self.text.decode().split(END)

    def unpacked(self) -> list[CellValue]:
        """Give all values at once."""
        found = self._found()
        return [found[number] for number in self.numbers()]

    def _value(self, at: int) -> CellValue:
        return self._found()[self.numbers()[at]]

    def _found(self) -> list[str | None]:
        """Give None and the words, kept because who asks for a cell will ask for the next."""
        if self._words is None:
            self._words = [None, *self.words()]
        return self._words


PACKED = frozenset({Numbers, Days, Texts})


def pack(values: Sequence[CellValue]) -> Sequence[CellValue]:
    """Give the same values as a packed column, or as they are when they are of several kinds."""
    if type(values) in PACKED:
        return values
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return nothing(len(values))
    if kinds == {str}:
        return _texts(cast("Sequence[str | None]", values))
    if kinds == {dt.date}:
        days = cast("Sequence[dt.date | None]", values)
        return Days(array("i", [day.toordinal() if day else 0 for day in days]).tobytes())
    if kinds == {float} or kinds == {int}:
        return _numbers(cast("Sequence[float | None]", values), kinds == {int})
    return _as_it_is(values)


def _numbers(values: Sequence[float | None], are_whole: bool) -> Sequence[CellValue]:
    given = [value for value in values if value is not None]
    if are_whole and not -_MOST_EXACT <= min(given) <= max(given) <= _MOST_EXACT:
        return _as_it_is(values)
    if isnan(sum(given)):  # NaN stands for no value here
        return _as_it_is(values)
    full = given if len(given) == len(values) else [_NAN if v is None else v for v in values]
    return Numbers(array("d", full).tobytes(), are_whole)


def _texts(values: Sequence[str | None]) -> Sequence[CellValue]:
    words = dict.fromkeys(values)
    words.pop(None, None)
    try:
        text = END.join(cast("dict[str, None]", words)).encode()
    except UnicodeEncodeError:  # half a character, which no buffer of ours holds
        return _as_it_is(values)
    if text.count(END.encode()) != max(len(words) - 1, 0):
        return _as_it_is(values)
    number: dict[str | None, int] = dict(zip(words, range(1, len(words) + 1), strict=True))
    number[None] = 0
    codes = [number[value] for value in values]
    width = 1 if len(words) < 1 << 8 else 2 if len(words) < 1 << 16 else 4
    packed = bytes(codes) if width == 1 else array(_WIDTHS[width], codes).tobytes()
    made = Texts(b"", 1, b"")
    made.codes, made.width, made.text = packed, width, text  # sound already: not measured again
    return made


def _as_it_is(values: Sequence[CellValue]) -> Sequence[CellValue]:
    return values if isinstance(values, list | tuple) else list(values)


def nothing(count: int) -> Texts:
    """Give a column without any value."""
    return Texts(bytes(count), 1, b"")
