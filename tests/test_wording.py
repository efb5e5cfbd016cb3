"""Numbers, dates and amounts as printed, and read back."""

from __future__ import annotations

import ast
import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import wording
from etl.model import ReturnState, Rung, Severity
from etl.wording import (
    COUNTED,
    RUNGS,
    SEVERITIES,
    STATES,
    STATES_IN_FULL,
    amount_words,
    date_text,
    in_quotes,
    long_date_text,
    number_text,
    percent_text,
    points_text,
    shown,
    small,
    typed_number,
)
from etl.workbook.own_words import TO_FIX_SHEET

amounts = st.decimals(min_value=0, max_value=10**9, places=6)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, None, "1.234,5"),
        (1234567, None, "1.234.567"),
        (0, None, "0"),
        (-1234.5, None, "-1.234,5"),
        (120.0, None, "120"),
        (176412.6, 1, "176.412,6"),
        (0.125, 2, "0,13"),
        (2.675, 2, "2,68"),
        (-0.001, 2, "0,00"),
        (1e-7, None, "0,0000001"),
        (1e20, None, "100.000.000.000.000.000.000"),
        (Decimal("7.890"), None, "7,89"),
    ],
)
def test_numbers_have_decimal_comma_and_thousands_dot(
    value: float, decimals: int | None, text: str
) -> None:
    assert number_text(value, decimals) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_a_number_that_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError):
        number_text(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_printed_number_reads_back_as_it_is_shown(value: float) -> None:
    assert float(typed_number(number_text(value))) == float(f"{value:.15g}")


def test_what_floating_point_adds_is_not_printed() -> None:
    assert number_text(152.8 + 152.8 + 152.8) == "458,4"
    assert number_text(0.1 + 0.2) == "0,3"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "TRUE"),
        (dt.datetime.combine(dt.date(2020, 5, 13), dt.time(10, 30)), "13/05/2020"),
        (dt.timedelta(days=36, hours=12), "876:00"),
        (dt.timedelta(seconds=-90), "-0:01:30"),
        (dt.time(7, 5), "07:05"),
        (20200513.0, "20.200.513"),
        (1 / 3, "0,333333"),
        (1e300, "1E+300"),
        (-1.25e-7, "-1,25E-07"),
        (10**400, "1E+400"),
        (float("-inf"), "số quá lớn"),
        (float("nan"), "số không xác định"),
    ],
)
def test_a_cell_is_shown_as_a_person_sees_it(value: object, text: str) -> None:
    assert shown(value) == text


@given(st.integers())
def test_a_printed_integer_reads_back_as_itself(value: int) -> None:
    assert typed_number(number_text(value)) == value


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=8), st.integers(0, 6))
def test_rounding_moves_a_number_by_half_a_unit_at_most(value: Decimal, decimals: int) -> None:
    moved = abs(typed_number(number_text(value, decimals)) - value)
    assert moved <= Decimal(1).scaleb(-decimals) / 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12345", "12345"),
        ("12.345", "12345"),  # twelve thousand, never twelve
        ("12 345", "12345"),
        ("12\u00a0345", "12345"),
        ("19874,8", "19874.8"),
        ("19.874,8", "19874.8"),
        ("1\u202f234,5", "1234.5"),
        (" 1.234,5 ", "1234.5"),
        ("0,25", "0.25"),
        ("-1234,5", "-1234.5"),
        ("−7", "-7"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_as_people_type_it(text: str, value: str) -> None:
    assert typed_number(text) == Decimal(value)


@given(amounts, st.booleans(), st.sampled_from([".", " ", "\u00a0", ""]))
def test_every_way_of_typing_gives_the_same_number(
    value: Decimal, is_negative: bool, between: str
) -> None:
    printed = number_text(-value if is_negative else value)
    assert abs(typed_number(printed.replace(".", between))) == value


@given(st.text(alphabet="0123456789.,- \u00a0x", max_size=14))
def test_no_typed_text_is_guessed(text: str) -> None:
    """What is read is the digits as they stand, the comma before the decimals."""
    try:
        value = typed_number(text)
    except ValueError:
        return
    bare = text.replace("\u00a0", "").replace(" ", "").replace(".", "")
    whole, _, fraction = bare.partition(",")
    assert value == Decimal(f"{whole}.{fraction or 0}")


@pytest.mark.parametrize("text", ["12.34", "1234.5", "1,234.5", "0.500", "1234.567", "-12.3"])
def test_a_number_that_may_mean_two_is_asked_about(text: str) -> None:
    with pytest.raises(ValueError, match="có thể là"):
        typed_number(text)


@pytest.mark.parametrize(
    "text", ["", "12o", "1.23.456", "1 23", "1,", ",5", "--1", "٣", "12.345.67"]
)
def test_what_is_no_number_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match="không phải một số"):
        typed_number(text)


def test_rates_and_changes() -> None:
    assert percent_text(7.894) == "7,89%"
    assert percent_text(10.9) == "10,90%"
    assert points_text(-3.0) == "3 điểm phần trăm"
    assert points_text(-3.001) == "3 điểm phần trăm"
    assert points_text(0.456) == "0,46 điểm phần trăm"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2021, 1, 8), "ngày 08 tháng 01 năm 2021"),
        (dt.date(2021, 2, 28), "ngày 28 tháng 02 năm 2021"),
        (dt.date(2021, 3, 1), "ngày 01 tháng 3 năm 2021"),
        (dt.date(2020, 12, 14), "ngày 14 tháng 12 năm 2020"),
    ],
)
def test_dates_of_letters_have_zeros_where_the_decree_has_them(day: dt.date, text: str) -> None:
    assert long_date_text(day) == text


def test_short_dates() -> None:
    assert date_text(dt.date(2021, 1, 8)) == "08/01/2021"


@pytest.mark.parametrize(
    ("million", "words"),
    [
        (176412.6, ("trên 176 tỷ đồng", "down")),
        (39712, ("gần 40 tỷ đồng", "up")),
        (176000, ("176 tỷ đồng", "exact")),
        (176000.00000000003, ("176 tỷ đồng", "exact")),
        (176000.001, ("trên 176 tỷ đồng", "down")),
        (176499.999, ("trên 176 tỷ đồng", "down")),
        (176500, ("gần 177 tỷ đồng", "up")),
        (999.5, ("999,5 triệu đồng", "exact")),
        (1000, ("1 tỷ đồng", "exact")),
        (0, ("0 triệu đồng", "exact")),
        (1697828.739, ("gần 1.698 tỷ đồng", "up")),
    ],
)
def test_amounts_in_words(million: float, words: tuple[str, str]) -> None:
    assert amount_words(million) == words


@given(amounts)
def test_tren_lies_below_and_gan_above_by_less_than_half_a_billion(million: Decimal) -> None:
    text, rounding = amount_words(million)
    number = typed_number(text.removeprefix("trên ").removeprefix("gần ").split()[0])
    said = number * (1 if "triệu" in text else 1000)
    if rounding == "exact":
        assert said == million
        assert not text.startswith(("trên", "gần"))
    elif rounding == "down":
        assert text.startswith("trên ")
        assert 0 < million - said < 500
    else:
        assert text.startswith("gần ")
        assert 0 < said - million <= 500


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError):
        amount_words(-1)


def test_quoted_lists_are_curly() -> None:
    assert in_quotes(["Tày", "Nùng"]) == "“Tày”, “Nùng”"
    assert in_quotes(["Tày", "Nùng"], " và ") == "“Tày” và “Nùng”"
    assert in_quotes([]) == ""


def test_every_severity_rung_and_state_has_its_name_in_one_place() -> None:
    """No other module, and no page, holds one of the names as a text of its own."""
    assert set(SEVERITIES) == set(COUNTED) == set(Severity)
    assert set(RUNGS) == set(Rung)
    assert set(STATES_IN_FULL) < set(STATES)
    assert {state.value for state in ReturnState} <= set(STATES)
    names = {*SEVERITIES.values(), *COUNTED.values(), *RUNGS.values(), *STATES.values()}
    home = Path(wording.__file__)
    house = home.parents[1]
    elsewhere = [
        f"{path.relative_to(house)}: {text}"
        for path in sorted(house.rglob("*.py"))
        if path != home
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(text := node.value, str)
        if small(text) in names
    ]
    for path in sorted((house / "desk" / "templates").glob("*.html")):
        texts = re.findall(r'>([^<>{}]+)<|data-label="([^"{}]+)"', path.read_text(encoding="utf-8"))
        told = [text for pair in texts for text in pair if small(text.strip()) in names]
        elsewhere += [f"{path.name}: {text}" for text in told]
    sheet = f"workbook/own_words.py: {TO_FIX_SHEET}"  # a sheet of that name goes back
    assert elsewhere == [sheet]
