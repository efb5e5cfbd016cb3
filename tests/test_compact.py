"""Packed columns: exactly what went in comes out, whatever cells hold; and what lies is refused."""

from __future__ import annotations

import datetime as dt
import pickle
from array import array
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.model import (
    PART_ROWS,
    CellValue,
    Days,
    Finding,
    Mark,
    Numbers,
    Packed,
    Reading,
    Rung,
    Severity,
    Table,
    Texts,
    TotalRow,
    pack,
)
from etl.model.arrays import doubles, ordinals, texts
from etl.workbook.process.answers import answer_of, content_of

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
WHOLE = st.integers(-(2**60), 2**60)
WORDS = st.text()
WHOLE_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
COLUMNS = st.one_of(
    st.lists(st.none() | NUMBERS),
    st.lists(st.none() | WHOLE),
    st.lists(st.none() | st.dates()),
    st.lists(st.none() | WORDS),
    st.lists(st.none() | NUMBERS | WHOLE | st.booleans() | st.dates() | WORDS),
)


def kinds(values: Sequence[CellValue]) -> list[tuple[type, str]]:
    return [(type(value), repr(value)) for value in values]


@settings(deadline=None)
@given(COLUMNS)
def test_a_packed_column_gives_back_its_values_with_their_types(values: list[CellValue]) -> None:
    packed = pickle.loads(pickle.dumps(pack(values)))
    assert kinds(list(packed)) == kinds(values)
    assert kinds([packed[at] for at in range(len(packed))]) == kinds(values)
    assert kinds([packed[at] for at in range(-len(packed), 0)]) == kinds(values)
    assert kinds(packed[1:]) == kinds(values[1:])
    assert packed == values
    assert len(packed) == len(values)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1.5, None, 3.0], Numbers),
        ([1, None, 3], Numbers),
        ([dt.date(2020, 2, 29), None], Days),
        (["a", None, "", "a"], Texts),
        ([None, None], Texts),
        ([1, 1.5], list),
        ([True], list),
        ([2**53 + 1], list),
        ([float("nan")], list),
        ([dt.datetime.combine(dt.date(2020, 2, 29), dt.time(12))], list),
        (["a\x00b"], list),
    ],
)
def test_only_columns_of_one_kind_are_packed(values: list[CellValue], kind: type) -> None:
    assert type(pack(values)) is kind


@pytest.mark.parametrize("count", [3, 300, 70_000])
def test_any_number_of_words_can_be_packed(count: int) -> None:
    values: list[CellValue] = [f"xã {n}" for n in range(count)] + [None]
    assert list(pack(values)) == values


@settings(deadline=None)
@given(st.lists(st.lists(st.none() | WHOLE_WORDS), min_size=1))
def test_texts_of_many_columns_lie_under_each_other(parts: list[list[str | None]]) -> None:
    words, places = texts(parts)
    known = words.to_pylist()
    found = [known[place] if place >= 0 else None for place in places]
    assert found == [value for part in parts for value in part]


def test_columns_become_arrays() -> None:
    assert doubles([[1, None], [2.5, 3], ()]).tolist()[::2] == [1.0, 2.5]
    assert ordinals([[dt.date(1, 1, 2), None], [None]]).tolist() == [2, 0, 0]
    with pytest.raises(TypeError, match="str"):
        doubles([["12o,5"]])
    with pytest.raises(TypeError, match="int"):
        ordinals([[2020]])


def reading(*columns: object) -> Reading:
    values = {f"c{n}": column for n, column in enumerate(columns)}
    table = Table("works", "01", (10, 11), {}, values, values)  # type: ignore[arg-type]
    return Reading(Path("a.xlsx"), "", None, (table,), ())


def test_a_sound_answer_is_read_as_it_was() -> None:
    sent = reading([1.5, None], [dt.date(2020, 1, 1), None], ["xã", None], [1, "x"])
    assert answer_of(content_of(sent)) == sent


class Liar(Packed):
    """Pickles itself as whatever it is told."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __len__(self) -> int:
        return 2

    def __reduce__(self) -> tuple[object, ...]:
        return self.call[0], self.call[1:]

    def unpacked(self) -> list[CellValue]:
        return []

    def _value(self, at: int) -> CellValue:
        return None


@pytest.mark.parametrize(
    "column",
    [
        [1.5],
        [1.5, Path("a")],
        "ab",
        Liar(Numbers, b"1234567", False),
        Liar(Numbers, bytes(16), 2),
        Liar(Days, b"123"),
        Liar(Days, array("i", [1, -1]).tobytes()),
        Liar(Days, array("i", [1, 2**31 - 1]).tobytes()),
        Liar(Texts, b"\x01\x02", 1, b"only one"),
        Liar(Texts, b"\x01\x00", 3, b"word"),
        Liar(Texts, [1, 0], 1, b"word"),
        Liar(Texts, b"\x01\x00", 1, b"\xff"),
        Liar(Numbers.__new__, Numbers),
    ],
)
def test_a_column_that_lies_is_no_answer(column: object) -> None:
    table = replace(reading().tables[0], values={"c": column})  # type: ignore[dict-item]
    content = pickle.dumps(replace(reading(), tables=(table,)))
    assert isinstance(answer_of(content), Finding)


def built(target: object, state: object) -> bytes:
    """Pickle something and have the opcode BUILD give it a state."""
    return pickle.dumps(target, 2)[:-1] + pickle.dumps(state, 2)[:-1] + b"b."


@pytest.mark.parametrize(
    ("target", "state"),
    [
        (Severity.CRITICAL, {"_value_": "info"}),
        (Severity.CRITICAL, (None, {"_value_": "info"})),
        (Rung.FILE, {"_value_": 6}),
        (Mark.NIL, {"_value_": "missing"}),
        (Severity, (None, {"CRITICAL": "info"})),
        (Texts, (None, {"words": 1})),
        (Numbers, (None, {"__len__": 1})),
        (Finding, (None, {"message": 1})),
        (PosixPath, (None, {"name": 1})),
        (getattr, {"a": 1}),
        (getattr, (None, {"__name__": "a"})),
        (dt.date, (None, {"year": 1})),
        (Numbers(bytes(16), False), (None, {"data": b"1234567"})),
        (Texts(b"\x01", 1, b"a"), (None, {"codes": b"\x09"})),
    ],
)
def test_no_answer_changes_what_it_names(target: object, state: object) -> None:
    names = (Severity, Texts, Numbers, Finding, PosixPath, dt.date)
    before = [dict(vars(noun)) for noun in names]
    assert isinstance(answer_of(built(target, state)), Finding)
    assert [dict(vars(noun)) for noun in names] == before
    assert [Severity("critical").value, Rung(1).value, Mark("nil").value] == ["critical", 1, "nil"]


def test_findings_and_marks_arrive_as_they_were_sent() -> None:
    found = Finding("cell.number", Severity.CRITICAL, Rung.CELL, "Không đọc được số.")
    table = replace(
        reading([1.5, None]).tables[0],
        marks={(11, "c0"): Mark.MISSING},
        rows=(10, 2 * PART_ROWS - 1),
        totals=(TotalRow(12, "Cộng", {"c0": 1.5}),),
        more_sheets=("Trang 2",),
    )
    sent = replace(reading(), tables=(table,), findings=(found,))
    got = answer_of(content_of(sent))
    assert isinstance(got, Reading)
    assert got == sent
    assert got.findings[0].severity is Severity.CRITICAL
    assert type(got.path) is type(sent.path)


@pytest.mark.parametrize(
    "changes",
    [
        {"rows": (0, 11)},
        {"rows": (-5, 11)},
        {"rows": (10, PART_ROWS)},
        {"rows": (10, 10**30)},
        {"rows": (10, True)},
        {"rows": [10, 11]},
        {"rows": (10, 2 * PART_ROWS), "more_sheets": ("Trang 2",)},
        {"more_sheets": (1,)},
        {"more_sheets": "ab"},
        {"totals": (TotalRow(PART_ROWS, "Cộng", {}),)},
        {"totals": ("Cộng",)},
    ],
)
def test_rows_that_lie_on_no_sheet_are_no_answer(changes: dict[str, object]) -> None:
    table = replace(reading([1.5, None]).tables[0], **changes)  # type: ignore[arg-type]
    assert isinstance(answer_of(pickle.dumps(replace(reading(), tables=(table,)))), Finding)


@pytest.mark.parametrize(
    "changes",
    [
        {"findings": ("sai",)},
        {"findings": 5},
        {"tables": (Mark.NIL,)},
        {"tables": (None,)},
        {"path": "a.xlsx"},
    ],
)
def test_what_is_not_made_of_tables_and_findings_is_no_answer(changes: dict[str, object]) -> None:
    sent = replace(reading(), **changes)  # type: ignore[arg-type]
    assert isinstance(answer_of(pickle.dumps(sent)), Finding)


def test_an_answer_too_large_or_too_deep_costs_one_finding() -> None:
    too_large = b"\x80\x04\x8e" + (1 << 62).to_bytes(8, "little") + b"."
    deep = b"]" * 100_000 + b"a" * 99_999
    too_deep = pickle.dumps(Severity, 2)[:-1] + deep + b"\x85R."
    for content in (too_large, too_deep):
        with pytest.raises((MemoryError, RecursionError)):
            pickle.loads(content)
        assert isinstance(answer_of(content), Finding)
