"""The seeds of the reference lists are sound."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

from etl import SEEDS
from etl.contracts import load_forms
from etl.reference import Reference
from etl.reference.seeds import read_seeds

REFERENCE = Reference.load()
# days on which places changed or a series broke; which lists there are
UNDATED = {
    *("area_succession.csv", "member_succession.csv"),
    *("reference_list.csv", "series_break.csv"),
}


DAY = dt.timedelta(days=1)


IN_2020 = dt.date(2020, 12, 14)


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.csv")), ids=lambda path: path.name)
def test_seeds_are_composed_unicode_with_validity(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == unicodedata.normalize("NFC", text)
    for row in rows(path.name):
        if path.name not in UNDATED:
            start = dt.date.fromisoformat(row["valid_from"])
            assert not row["valid_to"] or start < dt.date.fromisoformat(row["valid_to"])
        for value in row.values():
            assert value == " ".join(value.split())


def test_the_spans_of_one_code_never_overlap() -> None:
    by_code = defaultdict(list)
    for area in REFERENCE.seeds.areas:
        by_code[area.code].append(area)
    assert any(len(areas) > 1 for areas in by_code.values())
    for areas in by_code.values():
        areas.sort(key=lambda area: area.valid_from)
        for earlier, later in pairwise(areas):
            assert earlier.valid_to is not None
            assert earlier.valid_to <= later.valid_from
    assert len({area.id for area in REFERENCE.seeds.areas}) == len(REFERENCE.seeds.areas)


def test_every_parent_exists_for_the_whole_life_of_its_child() -> None:
    for area in REFERENCE.seeds.areas:
        if area.kind == "tinh":
            assert area.parent_code == ""
            continue
        last = (area.valid_to or dt.date.max) - DAY
        parents = {REFERENCE.area(area.parent_code, day) for day in (area.valid_from, last)}
        assert len(parents) == 1
        assert parents.pop().kind in {"tinh", "huyen", "thanh_pho"}


def test_every_district_has_its_agency_and_every_successor_exists() -> None:
    for area in REFERENCE.districts(IN_2020):
        agencies = [a for a in REFERENCE.agencies(IN_2020) if a.area_code == area.code]
        assert [(a.kind, a.valid_to) for a in agencies] == [("district", area.valid_to)]
    succeeded = [agency for agency in REFERENCE.seeds.agencies if agency.successor_id]
    assert succeeded
    for agency in succeeded:
        assert agency.valid_to is not None
        assert REFERENCE.agency(agency.successor_id, agency.valid_to)  # on the very day


def test_every_commune_of_today_has_its_agency() -> None:
    on = dt.date(2025, 7, 1)
    for area in REFERENCE.communes(on):
        (agency,) = [a for a in REFERENCE.agencies(on) if a.area_code == area.code]
        assert agency.kind == "commune"
        assert agency.name.endswith(area.name[:1].lower() + area.name[1:])


def test_obligations_and_deadlines_speak_of_what_exists() -> None:
    kinds = {agency.kind for agency in REFERENCE.seeds.agencies}
    ids = {agency.id for agency in REFERENCE.seeds.agencies} | {""}
    forms = load_forms()
    for owed in REFERENCE.seeds.obligations:
        assert owed.agency_id in ids
        assert bool(owed.agency_id) != (owed.agency_kind in kinds)
        assert owed.frequency in forms[owed.form_id].frequencies
    assert {rule.agency_kind for rule in REFERENCE.seeds.deadlines} <= {*kinds, ""}
    assert all(rule.basis.startswith("Giả định") for rule in REFERENCE.seeds.deadlines)


def test_targets_by_year_and_document() -> None:
    targets = rows("target.csv")
    of_2030 = [one for one in targets if one["year"] == "2030"]
    schools = [one for one in of_2030 if one["indicator_id"].endswith("school_count")]
    assert [(t["comparison"], int(t["value"])) for t in schools] == [
        (">", 300),
        (">=", 375),
        (">=", 375),
    ]
    assert len({t["document"] for t in schools}) == 3
    held = {t["number"] for t in targets if t["valid_from"] <= IN_2020.isoformat()}
    assert held == {str(number) for number in range(1, 12)}  # those of the plan
    assert {t["document"][:7] for t in targets if t["year"] == "2029"} == {"Đại hội"}
    for target in targets:
        assert target["comparison"] in {">", ">=", "<", "<=", "=", "range"}
        assert bool(target["value_high"]) == (target["comparison"] == "range")


def test_a_seed_with_a_missing_field_is_refused_by_name(tmp_path: Path) -> None:
    for path in SEEDS.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert read_seeds(tmp_path) == REFERENCE.seeds
    with (tmp_path / "area.csv").open("a", encoding="utf-8") as file:
        file.write("99,99,xa\n")
    with pytest.raises(ValueError, match=r"area\.csv, line 285"):
        read_seeds(tmp_path)
