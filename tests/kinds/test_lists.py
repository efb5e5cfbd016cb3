"""A declared list whose members lie in those of another, some of them only for a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from etl.contracts import load_forms
from etl.kinds import Listed, Trouble, kinds
from etl.kinds.listed import OfList
from etl.model import Member
from etl.reference import Day, Reference
from etl.reference.seeds import ReferenceList

START, END = dt.date(2016, 1, 1), dt.date(2021, 1, 1)
LIST = ReferenceList(
    "component", "tiểu dự án", ("Nước sạch",), ("tiểu dự án",), "programme", "", ""
)
MEMBERS = (
    Member("water", "Nước sạch", ("Nước sinh hoạt",), True, START, None, "1719"),
    Member("roads", "Đường giao thông", (), True, START, END, "135"),
    Member("other", "Khác", (), False, START, None, "1719"),
)
KIND = OfList(LIST)
COLUMN = replace(load_forms()["population"].column("ethnic_group"), name="component")


def day(on: dt.date) -> Day:
    seeds = Reference.load().seeds
    lists = {**seeds.lists, LIST.id: LIST}
    members = {**seeds.members, LIST.id: MEMBERS}
    return Day(Reference(replace(seeds, lists=lists, members=members)), on)


def test_members_are_those_of_the_day_and_of_what_they_lie_in() -> None:
    assert list(KIND.members(COLUMN, day(START))) == ["water", "roads", "other"]
    assert list(KIND.members(COLUMN, day(END))) == ["water", "other"]
    assert list(KIND.members(COLUMN, day(START), within="135")) == ["roads"]
    sender = Reference.load().agency("so-y-te")
    assert KIND.printed(COLUMN, day(START), sender) == ("water", "roads")


@pytest.mark.parametrize(
    ("agencies", "sender", "on", "is_printed"),
    [
        ((), "so-y-te", START, True),
        (("so-y-te",), "so-y-te", START, True),
        (("so-y-te",), "so-gddt", START, False),
        (("province_department",), "so-gddt", START, True),
        (("province_department",), "ban-dan-toc", START, False),
        (("so-gtvt",), "so-xay-dung", dt.date(2025, 3, 1), True),  # which took over
        (("so-noi-vu",), "so-noi-vu", dt.date(2025, 3, 1), True),
        (("so-ldtbxh",), "so-noi-vu", dt.date(2025, 2, 28), False),  # not yet
    ],
)
def test_a_member_is_printed_for_its_agencies_and_who_took_over(
    agencies: tuple[str, ...], sender: str, on: dt.date, *, is_printed: bool
) -> None:
    members = (replace(MEMBERS[0], agencies=agencies, says={"due_on": "2021-12-31"}),)
    reference = Reference(
        replace(Reference.load().seeds, lists={LIST.id: LIST}, members={LIST.id: members})
    )
    at = Day(reference, on)
    assert bool(KIND.printed(COLUMN, at, reference.agency(sender))) is is_printed
    assert KIND.holder("water", at) == "1719"
    assert KIND.said("water", "due_on", at) == "2021-12-31"
    assert KIND.said("water", "item", at) == KIND.said("roads", "due_on", at) == ""


@pytest.mark.parametrize(
    ("text", "within", "value"),
    [
        ("Tiểu dự án nước sạch", "", "water"),
        ("NƯỚC SINH HOẠT", "1719", "water"),
        ("Nước sạch (Nước sinh hoạt)", "1719", "water"),
        ("Nước sạch", "135", "cell.unknown_member"),
        ("Đường giao thông", "", "roads"),
        ("Đường giao thong", "", "cell.unknown_member"),
        ("12", "", "cell.bare_code"),
    ],
)
def test_a_member_is_read_by_its_names_where_it_lies(text: str, within: str, value: str) -> None:
    found = KIND.read(COLUMN, text, day(START), within)
    assert (f"cell.{found.rule}" if isinstance(found, Trouble) else found) == value


def test_what_is_no_member_any_more_is_told_and_still_printed() -> None:
    found = KIND.read(COLUMN, "Đường giao thông", day(END))
    assert isinstance(found, Trouble)
    assert found.message.startswith("Không có tiểu dự án nào tên “Đường giao thông”.")
    assert KIND.name_of(COLUMN, "roads", day(END)) == "Đường giao thông"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tỉnh Lạng Sơn", "20"),
        ("huyện Bình Gia", "181"),
        ("Xã Hòa Bình (huyện Chi Lăng)", "06508"),
        ("Bình Gia", "ambiguous_member"),
        ("Huyện Bình Da", "unknown_member"),
    ],
)
def test_a_place_of_any_level_is_the_one_that_its_name_leaves(text: str, code: str) -> None:
    today = Day(Reference.load(), dt.date(2020, 12, 14))
    kind = kinds()["area"]
    assert isinstance(kind, Listed)
    found = kind.read(COLUMN, text, today)
    assert (found.rule if isinstance(found, Trouble) else found) == code
