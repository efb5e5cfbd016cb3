"""What a reading process says: all of a reading arrives, and whatever is none is refused."""

from __future__ import annotations

import datetime as dt
import os
import pickle
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from etl.model import (
    Cell,
    Cover,
    Finding,
    Mark,
    Reading,
    Rung,
    Severity,
    Table,
    TotalRow,
)
from etl.workbook.process.wire import answer_of, content_of
from etl.workbook.refusals import cannot_read_safely

TIMES = [dt.datetime.combine(dt.date(2020, 2, 29), dt.time(12, 30)), dt.date(2020, 2, 29)]
COLUMNS = {
    "c0": [1.5, None],
    "c1": [3, None],
    "c2": [dt.date(2020, 1, 1), None],
    "c3": ["xã", None],
    "c4": [True, "x\x00"],
    "c5": [*TIMES],
}
CELLS = (Cell("Biểu", "A", 1), Cell("Trang 2", "XFD", 1))
SENT = Reading(
    path=Path("ở đây/a\udcff.xlsx"),  # a name that is no text to the system
    sha256="ab",
    cover=Cover("ubnd-a", "2020", {"works": "2020.1"}, explanations={"k": "Đã rà soát."}),
    tables=(
        Table(
            "works",
            "01",
            (10, 1_048_576),
            {"c0": "A"},
            COLUMNS,  # type: ignore[arg-type]
            {**COLUMNS, "c0": ["1,5", None], "c1": [3.0, None]},  # type: ignore[dict-item]
            {(1, "c0"): Mark.MISSING},
            (TotalRow(12, "Cộng", {"c0": 1.5, "c1": None}, (0,), 2),),
            ("Trang 2",),
            sheet_nos=(1, 2),
        ),
    ),
    findings=(
        Finding("cell.number", Severity.CRITICAL, Rung.CELL, "Không đọc được số.", cells=CELLS),
    ),
    recognised=("Kỳ báo cáo: Năm 2020.",),
    kind="xlsx",
)
COVER, TABLES, FINDINGS = 2, 3, 4  # places of a reading's parts
FORM, SHEET, ROWS, LETTERS, VALUES, RAW, MARKS, TOTALS, MORE, NIL, SHEETS = range(11)  # a table's


def test_a_reading_arrives_as_it_was_sent() -> None:
    got = answer_of(content_of(SENT))
    assert got == SENT
    assert isinstance(got, Reading)
    assert type(got.path) is type(SENT.path)
    assert type(got.findings[0].severity) is Severity
    (sent,), (table,) = SENT.tables, got.tables
    for name in COLUMNS:
        assert list(map(type, table.values[name])) == list(map(type, sent.values[name]))
        assert list(map(type, table.raw[name])) == list(map(type, sent.raw[name]))
    assert table.raw["c3"] is table.values["c3"]  # and takes no room twice


def test_what_was_read_once_can_be_sent_again() -> None:
    content = content_of(SENT)
    got = answer_of(content)
    assert isinstance(got, Reading)
    assert content_of(got) == content


def tampered(change: Callable[[list[Any]], object]) -> bytes:
    """Give an answer in which something was changed on its way."""
    raw = msgspec.msgpack.decode(content_of(SENT))
    change(raw)
    return msgspec.msgpack.encode(raw)


def put(value: object, *path: object) -> Callable[[list[Any]], object]:
    def change(raw: Any) -> None:
        for step in path[:-1]:
            raw = raw[step]
        raw[path[-1]] = value

    return change


def test_an_answer_that_nobody_touched_is_sound() -> None:
    assert answer_of(tampered(lambda raw: None)) == SENT


def column(*sent: object) -> Callable[[list[Any]], object]:
    return put(list(sent), TABLES, 0, VALUES, "c0")


def days(*numbers: int) -> bytes:
    return array("i", numbers).tobytes()


CHANGES: list[Callable[[list[Any]], object]] = [
    # a field of another kind, or none
    *(put(5, n) for n in range(7)),
    *(put(None, n) for n in (0, 1, 3, 4, 5, 6)),
    lambda raw: raw.pop(),
    put("works", COVER),
    put(5, COVER, "agency_id"),
    put({"works": 2020}, COVER, "editions"),
    put({5: "a"}, COVER, "explanations"),
    lambda raw: raw[COVER].pop("period_key"),
    put(["a", 1], 5),
    # findings
    put(["sai"], FINDINGS),
    *(put(5, FINDINGS, 0, name) for name in ("rule_id", "message", "column", "value", "severity")),
    put("fatal", FINDINGS, 0, "severity"),
    put(9, FINDINGS, 0, "rung"),
    put("critical", FINDINGS, 0, "rung"),
    lambda raw: raw[FINDINGS][0].pop("message"),
    put(["A1"], FINDINGS, 0, "cells"),
    put(None, FINDINGS, 0, "cells", 0, "letter"),
    *(put(row, FINDINGS, 0, "cells", 0, "row") for row in ("1", 0, -1, 10**12, True)),
    put([["works", "ubnd-a", "2020"]], FINDINGS, 0, "against"),
    put(True, FINDINGS, 0, "is_trial"),
    # tables
    put([None], TABLES),
    put(1, TABLES, 0, FORM),
    put(None, TABLES, 0, SHEET),
    *(put([row, 11], TABLES, 0, ROWS) for row in (0, -5, 2**63, True, "10", 2**31)),
    put([10], TABLES, 0, ROWS),
    put({"c0": 3}, TABLES, 0, LETTERS),
    put({1: ["n", days(1, 2), False]}, TABLES, 0, VALUES),
    put(None, TABLES, 0, RAW, "of no column"),
    put([[0, "c0", "nothing"]], TABLES, 0, MARKS),
    put([["0", "c0", "nil"]], TABLES, 0, MARKS),
    put([[0, "c0"]], TABLES, 0, MARKS),
    put([[2, "c0", "nil"]], TABLES, 0, MARKS),
    put(["Cộng"], TABLES, 0, TOTALS),
    put(5, TABLES, 0, TOTALS, 0, "label"),
    put({"c0": "1,5"}, TABLES, 0, TOTALS, 0, "values"),
    put(["0"], TABLES, 0, TOTALS, 0, "covers"),
    *(put([place], TABLES, 0, TOTALS, 0, "covers") for place in (-1, 2)),
    put(0, TABLES, 0, TOTALS, 0, "row"),
    *(put(number, TABLES, 0, TOTALS, 0, "sheet_no") for number in (0, 3)),
    put([1], TABLES, 0, MORE),
    put([], TABLES, 0, MORE),
    put(0, TABLES, 0, NIL),
    *(put(numbers, TABLES, 0, SHEETS) for numbers in ([1], [1, 0], [1, 3], [1, 2, 2], [1, "2"])),
    # columns that lie
    column("c", [1.5]),
    column("c", [1.5, [2]]),
    column("c", [1.5, msgspec.msgpack.Ext(1, b"2020-02-31")]),
    column("c", [1.5, msgspec.msgpack.Ext(7, b"2020-02-28")]),
    column("c", "ab"),
    column("x", [1.5, 2.5]),
    column("n", b"1234567", False),
    column("n", bytes(16), 2),
    column("n", bytes(8), False),
    column("d", b"123"),
    column("d", days(1, -1)),
    column("d", days(1, 2**31 - 1)),
    column("t", b"\x01\x02", 1, b"only one"),
    column("t", b"\x01\x00", 3, b"word"),
    column("t", [1, 0], 1, b"word"),
    column("t", b"\x01\x00", 1, b"\xff"),
]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_no_reading_is_no_answer(change: Callable[[list[Any]], object]) -> None:
    assert answer_of(tampered(change)) == cannot_read_safely()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ready",
        content_of(SENT)[:-1],
        content_of(SENT) + b"\x00",
        pickle.dumps(os.getcwd),
        pickle.dumps(SENT),
        b"\x91" * 100_000,  # too deep
        b"\xdd\xff\xff\xff\xff",  # too long
        b"\xc6\xff\xff\xff\xff",
    ],
)
def test_whatever_else_comes_costs_one_finding(content: bytes) -> None:
    assert answer_of(content) == cannot_read_safely()
