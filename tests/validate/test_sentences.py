"""How findings speak: labels inside sentences, and lists of them."""

from __future__ import annotations

import pytest

from etl.contracts import load_forms
from etl.kinds import asked
from etl.kinds.cell_sentences import other_district
from etl.validate.sentences import several
from etl.wording import in_sentence
from etl.workbook.issued.values.trouble import placeholder


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


def test_a_mark_for_nothing_is_offered_only_where_a_number_is_asked_for() -> None:
    works = load_forms()["works"]
    assert "ghi dấu -" in placeholder(works.column("planned_million_vnd"), "…").message
    text = placeholder(works.column("name"), "…").message
    assert text.endswith("chưa có nội dung. Đề nghị ghi đầy đủ nội dung.")
