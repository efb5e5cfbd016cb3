"""Number texts: read in the notation that is proved, never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.wording import number_text
from etl.workbook.issued.values.numbers import Notation, notation_of, read_number_text

AMOUNTS = st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False)


@given(AMOUNTS)
def test_vietnamese_print_is_read_back(amount: object) -> None:
    value = float(str(amount))
    text = read_number_text(number_text(value))
    assert text.value(Notation.COMMA) == value


@given(AMOUNTS)
def test_english_print_is_read_back(amount: object) -> None:
    value = float(str(amount))
    assert read_number_text(f"{value:,.2f}").value(Notation.POINT) == value


@given(AMOUNTS)
def test_a_text_that_proves_one_notation_is_never_read_in_the_other(amount: object) -> None:
    text = read_number_text(number_text(float(str(amount)), 2))
    assert text.evidence is Notation.COMMA
    assert text.value(None) == text.value(Notation.POINT) == text.comma


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    found = read_number_text(text)
    assert found.is_number == (found.value(Notation.COMMA) is not None or found.point is not None)


@given(st.integers(1, 999), st.integers(0, 999))
def test_one_group_of_three_stays_undecided(head: int, tail: int) -> None:
    text = read_number_text(f"{head}.{tail:03d}")
    assert text.is_ambiguous
    assert text.value(None) is None
    assert text.value(Notation.COMMA) == head * 1000 + tail


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12o",
        "1.23.4",
        "1,2,3",
        "12 5",
        "1 2345",
        "1/2",
        "5e3",
        "--5",
        "٣",
        "12²",
        "1..2",
        "0x1",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert not read_number_text(text).is_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,5", 1234.5),
        ("1\u00a0234\u00a0567", 1234567.0),
        ("'12", 12.0),
        ("-5", -5.0),
        ("(5)", -5.0),
        ("0,500", 0.5),
        ("1234,567", 1234.567),
        ("１２", 12.0),
        ("1.234.567", 1234567.0),
    ],
)
def test_usual_spellings_are_read(text: str, value: float) -> None:
    assert read_number_text(text).value(None) == value


def test_contradicting_texts_prove_nothing() -> None:
    texts = [read_number_text("1,50"), read_number_text("1.50")]
    assert notation_of(texts) == (None, True)
    assert notation_of(texts[:1]) == (Notation.COMMA, False)
    assert notation_of([read_number_text("1.234")]) == (None, False)


def test_the_columns_own_unit_may_follow_and_no_other() -> None:
    assert read_number_text("12 hộ", "hộ").value(None) == 12
    assert not read_number_text("12 xã", "hộ").is_number
