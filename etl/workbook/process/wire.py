"""What parent and reading process say to each other: an order and paths out, readings back.

The order is pickled, for it is our own. A child has been handling files that anybody may have made,
so its words are data and nothing else: MessagePack, decoded into the types of a reading or not at
all. The one surprising thing: a column that holds what its typed values are is sent once.
"""

from __future__ import annotations

import datetime as dt
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

import msgspec

from etl.model import CellValue, Cover, Finding, Form, Mark, Reading, Table, TotalRow, pack
from etl.model.compact import Days, Numbers, Packed, Texts
from etl.workbook.refusals import cannot_read_safely

LENGTH = struct.Struct(">Q")
READY = b""  # no reading is so short
_MOST_ROWS = (1 << 31) - 1  # as the warehouse has them
_DAYS = {1: dt.date, 2: dt.datetime}  # by codes of ours: MessagePack has no days
_PLAIN = frozenset({str, int, float, bool, dt.date, dt.datetime, type(None)})


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is told once."""

    forms: Mapping[str, Form]
    memory_bytes: int  # that it may take beyond its start
    today: dt.date  # one day for a whole batch, also around midnight


def send(pipe: IO[bytes], content: bytes) -> None:
    """Write one message, its length first."""
    pipe.write(LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes | None:
    """Read one message; None when the pipe is closed."""
    head = pipe.read(LENGTH.size)
    return pipe.read(LENGTH.unpack(head)[0]) if len(head) == LENGTH.size else None


class _Numbers(msgspec.Struct, array_like=True, tag="n"):
    data: bytes
    are_whole: bool


class _Days(msgspec.Struct, array_like=True, tag="d"):
    data: bytes


class _Texts(msgspec.Struct, array_like=True, tag="t"):
    data: bytes
    width: int
    text: bytes


class _Cells(msgspec.Struct, array_like=True, tag="c"):
    """A column of several kinds, which no buffer holds."""

    cells: list[Any]


_Column = _Numbers | _Days | _Texts | _Cells
_PACKED: dict[type, type[Packed]] = {_Numbers: Numbers, _Days: Days, _Texts: Texts}
_SENT: dict[type, type[_Numbers | _Days | _Texts]] = {
    Numbers: _Numbers,
    Days: _Days,
    Texts: _Texts,
}


class _Table(msgspec.Struct, array_like=True):
    form_id: str
    sheet: str
    rows: tuple[int, ...]
    letters: dict[str, str]
    values: dict[str, _Column]
    raw: dict[str, _Column | None]  # None where it holds the typed values
    marks: list[tuple[int, str, Mark]]
    totals: tuple[TotalRow, ...]
    more_sheets: tuple[str, ...]
    is_nil: bool
    sheet_nos: tuple[int, ...]

    def table(self) -> Table:
        """Give the table; raises `ValueError` where its parts do not fit together."""
        count, sheets = len(self.rows), len(self.more_sheets) + 1
        _measure(self.rows, _MOST_ROWS)
        _measure(self.sheet_nos, sheets)
        for total in self.totals:
            _measure([total.row], _MOST_ROWS)
            _measure([total.sheet_no], sheets)
            _measure([place + 1 for place in total.covers], count)
        _measure([place + 1 for place, _, _ in self.marks], count)
        values = {name: _unpacked(one) for name, one in self.values.items()}
        raw = {name: _unpacked(one) if one else values[name] for name, one in self.raw.items()}
        by_record = (*values.values(), *raw.values(), *[self.sheet_nos] * bool(self.sheet_nos))
        if any(len(column) != count for column in by_record):
            raise ValueError("a column is not as long as its table")
        marks = {(place, name): mark for place, name, mark in self.marks}
        given = msgspec.structs.asdict(self)
        return Table(**given | {"values": values, "raw": raw, "marks": marks})


class _Reading(msgspec.Struct, array_like=True):
    path: bytes
    sha256: str
    cover: Cover | None
    tables: tuple[_Table, ...]
    findings: tuple[Finding, ...]
    recognised: tuple[str, ...]
    kind: str

    def reading(self) -> Reading:
        """Give the reading; raises `ValueError` where its parts do not fit together."""
        for finding in self.findings:
            _measure([cell.row for cell in finding.cells], _MOST_ROWS)
            if finding.against or finding.is_trial:
                raise ValueError("a reader compares with nothing, and tries no rule")
        path, tables = Path(os.fsdecode(self.path)), tuple(one.table() for one in self.tables)
        return Reading(**msgspec.structs.asdict(self) | {"path": path, "tables": tables})


def _measure(numbers: Sequence[int], most: int) -> None:
    """Raise when numbers of rows, sheets or records are none: they count from 1."""
    if numbers and not 1 <= min(numbers) <= max(numbers) <= most:
        raise ValueError("a row, a sheet or a record that is not there")


def _cell(value: CellValue) -> object:
    code = next((code for code, kind in _DAYS.items() if type(value) is kind), None)
    return msgspec.msgpack.Ext(code, str(value).encode()) if code else value


def _day(code: int, content: memoryview) -> dt.date:
    return _DAYS[code].fromisoformat(bytes(content).decode())


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Reading, ext_hook=_day)


def content_of(reading: Reading) -> bytes:
    """Give a reading as the bytes that `answer_of` reads."""
    path, tables = os.fsencode(reading.path), tuple(map(_sent, reading.tables))
    return _ENCODER.encode(_Reading(**_fields(reading) | {"path": path, "tables": tables}))


def answer_of(content: bytes) -> Reading | Finding:
    """Read what a child sent or what was kept of it; a finding when it is no sound answer."""
    try:
        return _DECODER.decode(content).reading()
    except (msgspec.MsgspecError, LookupError, MemoryError, RecursionError, ValueError):
        return cannot_read_safely()


def _sent(table: Table) -> _Table:
    values = table.values
    raw = {
        name: None if name in values and _same(column, values[name]) else _column(column)
        for name, column in table.raw.items()
    }
    sent = {
        "letters": dict(table.letters),
        "values": {name: _column(column) for name, column in values.items()},
        "raw": raw,
        "marks": [(place, name, mark) for (place, name), mark in table.marks.items()],
    }
    return _Table(**_fields(table) | sent)


def _fields(whole: Table | Reading) -> dict[str, Any]:
    return {field.name: getattr(whole, field.name) for field in fields(whole)}


def _same(one: Sequence[CellValue], other: Sequence[CellValue]) -> bool:
    """Tell whether two columns are the same, the types of their values included."""
    return one is other or (one == other and list(map(type, one)) == list(map(type, other)))


def _column(cells: Sequence[CellValue]) -> _Column:
    packed = pack(cells)
    sent = _SENT.get(type(packed))
    if sent is None:
        return _Cells(list(map(_cell, packed)))
    return sent(*[getattr(packed, name) for name in sent.__struct_fields__])


def _unpacked(column: _Column) -> Sequence[CellValue]:
    if not isinstance(column, _Cells):
        return _PACKED[type(column)](*msgspec.structs.astuple(column))
    if not set(map(type, column.cells)) <= _PLAIN:
        raise ValueError("a cell of no kind that cells have")
    return column.cells
