"""Fields of a reading process's answer: all of their kind, or the answer is none."""

from __future__ import annotations

import copyreg
import pickle
from dataclasses import replace

import pytest

from etl.model import PART_ROWS, Cell, Cover, Finding, Mark, Rung, Severity, TotalRow
from etl.workbook.process.answers import answer_of, content_of
from etl.workbook.refusals import cannot_read_safely
from tests.test_compact import reading

FOUND = Finding("cell.number", Severity.CRITICAL, Rung.CELL, "Không đọc được số.", "works")
COVER = Cover("ubnd-trang-dinh", "2020", {"works": "2020.1"}, explanations={"k": "Đã rà soát."})


@pytest.mark.parametrize(
    "changes",
    [
        *({name: 5} for name in ("rule_id", "message", "form_id", "column", "row_label")),
        *({name: None} for name in ("row_key", "value", "expected", "difference")),
        {"severity": "critical"},
        {"rung": 2},
        {"cells": [Cell("Biểu", "A", 1)]},
        {"cells": ("A1",)},
        {"cells": (Cell(1, "A", 1),)},  # type: ignore[arg-type]
        {"cells": (Cell("Biểu", None, 1),)},  # type: ignore[arg-type]
        {"cells": (Cell("Biểu", "A", "1"),)},  # type: ignore[arg-type]
        {"cells": (Cell("Biểu", "A", 0),)},
        {"cells": (Cell("Biểu", "A", 10**12),)},
    ],
)
def test_a_finding_with_a_field_of_another_kind_is_no_answer(changes: dict[str, object]) -> None:
    sent = replace(reading(), findings=(FOUND, replace(FOUND, **changes)))  # type: ignore[arg-type]
    assert answer_of(pickle.dumps(sent)) == cannot_read_safely()


@pytest.mark.parametrize(
    "changes",
    [
        {"form_id": 1},
        {"sheet": None},
        {"letters": {"c0": 3}},
        {"letters": [("c0", "A")]},
        {"values": {1: [1.5, None]}},
        {"marks": {(10, "c0"): "nil"}},
        {"marks": {(10, 5): Mark.NIL}},
        {"marks": {("10", "c0"): Mark.NIL}},
        {"marks": {(10, "c0", "d"): Mark.NIL}},
        {"marks": {"c0": Mark.NIL}},
        {"marks": [Mark.NIL]},
        {"totals": (TotalRow(12, 5, {}),)},  # type: ignore[arg-type]
        {"totals": (TotalRow(12, "Cộng", {"c0": "1,5"}),)},  # type: ignore[dict-item]
        {"totals": (TotalRow(12, "Cộng", {}, ("10",)),)},  # type: ignore[arg-type]
        {"totals": (TotalRow(12, "Cộng", {}, (0,)),)},
    ],
)
def test_a_table_with_a_field_of_another_kind_is_no_answer(changes: dict[str, object]) -> None:
    table = replace(reading([1.5, None]).tables[0], **changes)  # type: ignore[arg-type]
    sent = replace(reading(), tables=(table,))
    assert answer_of(pickle.dumps(sent)) == cannot_read_safely()


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": b"a"},
        {"kind": None},
        {"recognised": ("a", 1)},
        {"recognised": "ab"},
        {"cover": FOUND},
        {"cover": replace(COVER, agency_id=5)},  # type: ignore[arg-type]
        {"cover": replace(COVER, period_key=2020)},  # type: ignore[arg-type]
        {"cover": replace(COVER, editions={"works": 2020})},  # type: ignore[dict-item]
        {"cover": replace(COVER, explanations={5: "a"})},  # type: ignore[dict-item]
        {"cover": replace(COVER, explanations=None)},  # type: ignore[arg-type]
    ],
)
def test_a_reading_with_a_field_of_another_kind_is_no_answer(changes: dict[str, object]) -> None:
    sent = replace(reading(), **changes)  # type: ignore[arg-type]
    assert answer_of(pickle.dumps(sent)) == cannot_read_safely()


class Hollow:
    """Pickles itself as a finding without any fields."""

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return Finding

    def __reduce_ex__(self, _: object) -> tuple[object, ...]:
        return copyreg.__newobj__, (Finding,)  # type: ignore[attr-defined]


def test_a_field_that_was_left_out_is_missed() -> None:
    sent = replace(reading(), findings=(Hollow(),))  # type: ignore[arg-type]
    content = pickle.dumps(sent)
    assert b"Finding" in content
    assert answer_of(content) == cannot_read_safely()


def test_a_full_reading_arrives_as_it_was_sent() -> None:
    cells = (Cell("Biểu", "A", 1), Cell("Trang 2", "XFD", PART_ROWS + 1))
    sent = replace(
        reading([1.5, None]),
        cover=COVER,
        findings=(FOUND, replace(FOUND, cells=cells)),
        recognised=("Kỳ báo cáo: Năm 2020.",),
        kind="xlsx",
    )
    assert answer_of(content_of(sent)) == sent
