"""A reading process's answers: bytes in, a `Reading` out, or a finding when they are none.

A child has been handling files that anybody may have made, so its words are not trusted. The one
surprising thing: an answer is a pickle, but one in which nothing may stand beside the nouns that a
reading is made of, and whose columns are measured before anybody uses them.
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import PosixPath

from etl.model import (
    Cell,
    CellValue,
    Cover,
    Days,
    Finding,
    Mark,
    Numbers,
    Reading,
    Rung,
    Severity,
    Table,
    Texts,
    TotalRow,
    pack,
)
from etl.model.compact import PACKED
from etl.workbook.refusals import cannot_read_safely

_ALLOWED: Mapping[tuple[str, str], type] = {
    (noun.__module__, noun.__qualname__): noun
    for noun in (
        Cell,
        Cover,
        Days,
        Finding,
        Mark,
        Numbers,
        Reading,
        Rung,
        Severity,
        Table,
        Texts,
        TotalRow,
        PosixPath,
        dt.date,
        dt.datetime,
    )
}
_COLUMNS = PACKED | {list, tuple}
_PLAIN = frozenset({str, int, float, bool, dt.date, dt.datetime, type(None)})


def packed(reading: Reading) -> Reading:
    """Give a reading with its columns packed, as it travels and is kept."""
    return replace(reading, tables=tuple(_packed(table) for table in reading.tables))


def answer_of(content: bytes) -> object:
    """Read what a child sent or what was kept of it; a finding when it is no sound answer.

    A message that is no reading, such as that the child is ready, is given as it is.
    """
    try:
        answer = _Reader(io.BytesIO(content)).load()
        if isinstance(answer, Reading):
            _measure(answer)
    except (
        pickle.UnpicklingError,
        ArithmeticError,
        AttributeError,
        EOFError,
        LookupError,
        TypeError,
        ValueError,
    ):
        return cannot_read_safely()
    return answer


def content_of(reading: Reading) -> bytes:
    """Give a reading as the bytes that `answer_of` reads."""
    return pickle.dumps(packed(reading), protocol=pickle.HIGHEST_PROTOCOL)


def _packed(table: Table) -> Table:
    values = {name: pack(column) for name, column in table.values.items()}
    raw = {
        name: values[name] if _same(column, table.values.get(name, ())) else pack(column)
        for name, column in table.raw.items()
    }
    return replace(table, values=values, raw=raw)


def _same(one: Sequence[CellValue], other: Sequence[CellValue]) -> bool:
    """Tell whether two columns are the same, the types of their values included."""
    return one == other and list(map(type, one)) == list(map(type, other))


class _Reader(pickle.Unpickler):
    """Unpickles nothing but the nouns that a reading is made of."""

    def find_class(self, module: str, name: str) -> object:
        if (module, name) == ("builtins", "getattr"):  # how some Pythons 3.11 send enumerations
            return _member
        allowed = _ALLOWED.get((module, name))
        if allowed is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading")
        return allowed


def _member(kind: object, name: object) -> Enum:
    """Give a member of one of our enumerations, and of nothing else."""
    if isinstance(kind, type) and issubclass(kind, Enum) and isinstance(name, str):
        return kind[name]
    raise pickle.UnpicklingError(f"{kind!r} is no enumeration of ours")


def _measure(reading: Reading) -> None:
    """Raise when a table's columns are not of its length, or hold what no cell holds."""
    for table in reading.tables:
        count = len(table.rows)
        if set(map(type, table.rows)) - {int}:
            raise ValueError("a row's number is no number")
        for columns in (table.values, table.raw):
            for column in columns.values():
                _measure_column(column, count)


def _measure_column(column: object, count: int) -> None:
    if type(column) not in _COLUMNS or len(column) != count:  # type: ignore[arg-type]
        raise ValueError("no column of its table")
    if type(column) not in PACKED and not set(map(type, column)) <= _PLAIN:  # type: ignore[call-overload]
        raise ValueError("a cell of no kind that cells have")
