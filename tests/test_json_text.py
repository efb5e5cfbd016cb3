"""JSON for PostgreSQL: every text survives, but for the one character that it cannot store."""

from __future__ import annotations

import datetime as dt
import json
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.warehouse import json_text

PIECES = st.sampled_from(["\\", "\x00", "u0000", '"', "ộ", "a"])
TEXTS = st.lists(PIECES).map("".join)


@given(TEXTS)
@example("a\\u0000b")
@example("\\\x00\\\\u0000\x00\x00")
def test_a_text_is_kept_but_for_nul(text: str) -> None:
    assert json.loads(json_text({text: [text]})) == {
        text.replace("\x00", ""): [text.replace("\x00", "")]
    }


def test_days_are_iso_text_and_numbers_that_are_none_are_null() -> None:
    assert json.loads(json_text([dt.date(2020, 1, 31), math.nan, 1.5])) == ["2020-01-31", None, 1.5]


def test_what_has_no_place_in_json_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown type"):
        json_text(object())
