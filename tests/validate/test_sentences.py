"""How findings speak: labels inside sentences, and lists of them."""

from __future__ import annotations

import pytest

from etl.validate.sentences import several
from etl.wording import in_sentence
from etl.workbook.trouble import asked
from etl.workbook.trouble_names import other_district


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Xã Đoàn Kết", "xã Đoàn Kết"),
        ("Thành phố Lạng Sơn", "thành phố Lạng Sơn"),
        ("Tày", "Tày"),
        ("Đường A, xã Đoàn Kết", "Đường A, xã Đoàn Kết"),
    ],
)
def test_only_places_begin_small_inside_a_sentence(label: str, inside: str) -> None:
    assert in_sentence(label) == inside


def test_items_that_hold_a_comma_are_parted_by_semicolons() -> None:
    assert several(["xã A", "xã B"]) == "xã A, xã B"
    assert several(["Cầu 1, xã A", "Cầu 2, xã A"]) == "Cầu 1, xã A; Cầu 2, xã A"
    assert several(["xã A", "xã B", "xã C"], most=2) == "xã A, xã B và 1 mục khác"


def test_near_names_are_asked_for_in_one_question() -> None:
    assert asked([]) == ""
    assert asked(["Tày"]) == " Ý ông/bà là “Tày”?"
    assert asked(["Tày", "Nùng", "Dao", "Mông"]) == " Ý ông/bà là “Tày”, “Nùng” hay “Dao”?"


def test_the_districts_of_a_commune_begin_small() -> None:
    told = other_district("Xã Mai Pha", "Huyện Tràng Định", ["Thành phố Lạng Sơn"])
    assert "không thuộc huyện Tràng Định mà thuộc thành phố Lạng Sơn." in told.message
