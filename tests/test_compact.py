"""Packed columns: exactly what went in comes out, whatever cells hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.model import CellValue, Days, Numbers, Reading, Table, Texts, pack
from etl.model.arrays import doubles, ordinals, texts
from etl.workbook.process.wire import answer_of, content_of

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


def sent(values: list[CellValue]) -> Sequence[CellValue]:
    """Send a column as a reading process does, and give what arrives."""
    table = Table("works", "01", tuple(range(1, len(values) + 1)), {}, {"c": values}, {})
    got = answer_of(content_of(Reading(Path("a.xlsx"), "", None, (table,), ())))
    assert isinstance(got, Reading)
    return got.tables[0].values["c"]


def kinds(values: Sequence[CellValue]) -> list[tuple[type, str]]:
    return [(type(value), repr(value)) for value in values]


@settings(deadline=None)
@given(COLUMNS)
def test_a_packed_column_gives_back_its_values_with_their_types(values: list[CellValue]) -> None:
    packed = sent(values)
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
