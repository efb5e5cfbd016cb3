"""A reading process's answers: bytes in, a `Reading` out, or a finding when they are none.

A child has been handling files that anybody may have made, so its words are not trusted. The one
surprising thing: an answer is a pickle, but one in which nothing may stand beside the nouns that a
reading is made of, none of which a pickle can change, and all fields of which are measured before
anybody uses them.
"""

from __future__ import annotations

import datetime as dt
import io
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from pathlib import Path

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
from etl.model.values import Sealed
from etl.workbook.process.answer_fields import measure
from etl.workbook.refusals import cannot_read_safely


class _SentPath(Sealed):
    """Stands for a path until the answer is whole: a pickle could change `Path` for all of us."""

    __slots__ = ("parts",)

    def __init__(self, *parts: str) -> None:
        self.parts = parts


class _Member(Sealed):
    """Gives a member of one of our enumerations, and of nothing else."""

    __slots__ = ()

    def __call__(self, kind: object, name: object) -> Enum:
        if isinstance(kind, type) and issubclass(kind, Enum) and isinstance(name, str):
            return kind[name]
        raise pickle.UnpicklingError("no enumeration of ours")


_ALLOWED: Mapping[tuple[str, str], object] = {
    ("pathlib", "PosixPath"): _SentPath,
    ("builtins", "getattr"): _Member(),  # how some Pythons 3.11 send enumerations
    **{
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
            dt.date,
            dt.datetime,
        )
    },
}


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
            measure(answer)
            answer = replace(answer, path=_path(answer.path))
    except (
        pickle.UnpicklingError,
        ArithmeticError,
        AttributeError,
        EOFError,
        LookupError,
        MemoryError,
        RecursionError,
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
        allowed = _ALLOWED.get((module, name))
        if allowed is None:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a reading")
        return allowed


def _path(sent: object) -> Path:
    if not isinstance(sent, _SentPath):
        raise TypeError("a path is no path")
    return Path(*sent.parts)
