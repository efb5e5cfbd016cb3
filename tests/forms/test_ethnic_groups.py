"""Ethnic groups by their names, and the two code lists kept apart."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter

import pytest

from etl import SEEDS
from etl.reference import Reference
from etl.wording.names import compact_key

REFERENCE = Reference.load()
TODAY = dt.date(2026, 1, 1)


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_54_groups_and_the_collective_row() -> None:
    groups = REFERENCE.members("ethnic_group", TODAY)
    assert len({group.id for group in groups}) == len(groups) == 54 + 1
    minority = {row["id"]: row["is_minority"] for row in rows("ethnic_group.csv")}
    assert [id for id, is_minority in minority.items() if is_minority == "false"] == ["kinh"]
    listed = [group.id for group in groups if group.is_listed]
    assert listed[:3] == ["kinh", "tay", "nung"]
    assert listed[-1] == "khac"


def test_no_spelling_belongs_to_two_groups() -> None:
    keys = Counter(
        key
        for group in REFERENCE.members("ethnic_group", TODAY)
        for key in {compact_key(name) for name in (group.name, *group.variants)}
    )
    assert set(keys.values()) == {1}


def test_the_two_code_lists_are_kept_apart() -> None:
    codes = {row["id"]: (row["code_1979"], row["code_2008"]) for row in rows("ethnic_group.csv")}
    assert codes["hoa"] == ("04", "06")
    assert codes["muong"] == ("06", "04")
    for at in (0, 1):
        used = [pair[at] for pair in codes.values() if pair[at]]
        assert len(used) == len(set(used))


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("H'mông", "mong"),
        ("H\u2019Mông", "mong"),
        ("HMông", "mong"),
        ("MÔNG", "mong"),
        ("Sán Chay (Cao Lan – Sán Chỉ)", "san-chay"),
        ("Cao Lan-Sán Chỉ", "san-chay"),
        ("dân tộc Tày", "tay"),
        ("người Dao", "dao"),
        ("Kinh (Việt)", "kinh"),
        ("Gia-rai", "gia-rai"),
        ("Dân tộc khác", "khac"),
    ],
)
def test_an_ethnic_group_is_known_by_any_spelling(text: str, group: str) -> None:
    match = REFERENCE.match_member("ethnic_group", text, TODAY)
    assert match.value is not None
    assert match.value.id == group


@pytest.mark.parametrize("text", ["04", "4", "", "Tầy", "Nung", "Người nước ngoài"])
def test_a_code_or_a_misspelling_is_no_ethnic_group(text: str) -> None:
    assert REFERENCE.match_member("ethnic_group", text, TODAY).value is None


def test_a_misspelt_group_is_offered() -> None:
    near = REFERENCE.match_member("ethnic_group", "Nung", TODAY).suggestions
    assert near[0].id == "nung"
