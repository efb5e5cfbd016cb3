"""Which places share ground: over invented histories of merging and dividing, and over ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reference_days import MERGED, MERGED_AGAIN, REFERENCE, TWO_TIERS

from etl.model import Area, Succession, holds
from etl.reference import Reference
from etl.reference.ground import Overlap, overlaps

DAYS = tuple(dt.date(2001 + n, 1, 1) for n in range(4))
BEFORE_TWO_TIERS = TWO_TIERS - dt.timedelta(days=1)


@dataclass(frozen=True)
class History:
    """An invented province: its places, what became of them, and the plots that each covers."""

    areas: tuple[Area, ...]
    successions: tuple[Succession, ...]
    plots: dict[str, frozenset[int]]


def commune(code: str, parent: str, since: dt.date, until: dt.date | None) -> Area:
    return Area(f"{code}@{since}", code, "xa", f"Xã {code}", parent, since, until)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw communes of two districts; on each day some end, whole or in parts, and codes return."""
    codes = [f"c{n}" for n in range(draw(st.integers(2, 5)))]
    living = {code: frozenset(range(n * 4, n * 4 + 4)) for n, code in enumerate(codes)}
    since = dict.fromkeys(codes, DAYS[0])
    parent = {code: f"d{n % 2}" for n, code in enumerate(codes)}
    areas = [Area("p@", "p", "tinh", "Tỉnh", "", DAYS[0], None)]
    areas += [Area(f"{d}@", d, "huyen", f"Huyện {d}", "p", DAYS[0], None) for d in ("d0", "d1")]
    successions, plots = [], {}
    for day in DAYS[1:]:
        ending = [code for code in sorted(living) if draw(st.booleans())]
        born: dict[str, set[int]] = {}
        moves = []
        for code in ending:
            pieces = draw(st.integers(1, min(2, len(living[code]))))
            ground = sorted(living[code])
            cuts = [ground[n::pieces] for n in range(pieces)]
            names = draw(st.permutations([*ending, "n0", "n1"]))[:pieces]
            published = draw(st.booleans())
            for name, cut in zip(names, cuts, strict=True):
                born.setdefault(name, set()).update(cut)
                weight = Decimal(len(cut)) / len(ground) if published and pieces > 1 else None
                share = "whole" if pieces == 1 else "part"
                moves.append((f"{code}@{since[code]}", name, share, weight, parent[code]))
        born = {name: cut for name, cut in born.items() if name in ending or name not in living}
        if any(name not in born for _, name, *_ in moves):
            continue  # a new code that is in use already: nothing happens on this day
        for code in ending:
            areas.append(commune(code, parent[code], since[code], day))
            plots[areas[-1].id] = living.pop(code)
        for name, cut in born.items():
            living[name], since[name] = frozenset(cut), day
            parent[name] = next(above for _, new, *_, above in moves if new == name)
        successions += [Succession(old, f"{name}@{day}", s, w) for old, name, s, w, _ in moves]
    for code, ground in living.items():
        areas.append(commune(code, parent[code], since[code], None))
        plots[areas[-1].id] = ground
    for above in ("d0", "d1", "p"):
        below = [plots[a.id] for a in areas if a.id in plots and above in (a.parent_code, "p")]
        plots |= {f"{above}@": frozenset().union(*below)}
    return History(tuple(areas), tuple(successions), plots)


def alive(found: tuple[Overlap, ...], on: dt.date) -> list[Overlap]:
    """Give the communes of a day among some overlaps."""
    return [
        o
        for o in found
        if o.area.level == "commune"
        and o.area.valid_from <= on
        and (o.area.valid_to is None or on < o.area.valid_to)
    ]


@given(histories())
@settings(max_examples=300)
def test_no_ground_is_lost_or_counted_twice(history: History) -> None:
    ground = overlaps(history.areas, history.successions)
    for area, day in product(history.areas, DAYS):
        if area.level != "commune":
            continue
        found = alive(ground[area.id], day)
        assert [o.whole for o in found] == [True] or (
            len(found) > 1 and not any(o.whole for o in found)
        )
        if area.valid_from <= day and all(o.weight is not None for o in found):
            assert sum(o.weight or 0 for o in found) == pytest.approx(1)


@given(histories())
@settings(max_examples=300)
def test_whole_is_whole_on_the_ground_itself(history: History) -> None:
    ground = overlaps(history.areas, history.successions)
    for area in history.areas:
        found = {o.area.id: o for o in ground[area.id]}
        for other in history.areas:
            mine, theirs = history.plots[area.id], history.plots[other.id]
            if mine & theirs:
                assert other.id in found
            if other.id in found and found[other.id].whole:
                assert mine <= theirs


@given(histories())
def test_whole_chains_compose_and_sharing_is_mutual(history: History) -> None:
    ground = overlaps(history.areas, history.successions)
    whole = {(id, o.area.id) for id, found in ground.items() for o in found if o.whole}
    assert {(a, d) for a, b in whole for c, d in whole if b == c} <= whole
    sharing = {(id, o.area.id) for id, found in ground.items() for o in found}
    assert sharing == {(other, id) for id, other in sharing}


def named(area: Area, on: dt.date, level: str = "commune") -> dict[str, bool]:
    """Name the places of a level that a place shares ground with, and whether it lies in them."""
    here = (o for o in REFERENCE.ground[area.id] if holds(o.area.valid_from, o.area.valid_to, on))
    return {o.area.name: o.whole for o in here if o.area.level == level}


def test_of_all_our_places_three_were_divided() -> None:
    divided = {
        (area.name, tuple(named(area, on)))
        for area in REFERENCE.seeds.areas
        for on in (MERGED_AGAIN, TWO_TIERS)
        if area.level == "commune" and area.valid_from <= on
        if not all(named(area, on).values())
    }
    assert divided == {
        ("Xã Đại Đồng", ("Xã Đội Cấn", "Thị trấn Thất Khê")),
        ("Xã Đại Đồng", ("Xã Quốc Khánh", "Xã Thất Khê")),
        ("Xã Bính Xá", ("Xã Đình Lập", "Xã Kiên Mộc")),
        ("Xã Kiên Mộc", ("Xã Kiên Mộc", "Xã Châu Sơn")),
    }
    weights = [o.weight for found in REFERENCE.ground.values() for o in found if not o.whole]
    assert set(weights) == {None}


def test_which_new_communes_cross_old_districts_follows_from_the_communes() -> None:
    crossing = {
        area.name: sorted(named(area, BEFORE_TWO_TIERS, "district"))
        for area in REFERENCE.communes(TWO_TIERS)
        if not any(named(area, BEFORE_TWO_TIERS, "district").values())
    }
    assert crossing == {
        "Phường Kỳ Lừa": ["Huyện Cao Lộc", "Thành phố Lạng Sơn"],
        "Phường Đông Kinh": ["Huyện Cao Lộc", "Thành phố Lạng Sơn"],
        "Xã Khánh Khê": ["Huyện Cao Lộc", "Huyện Văn Quan"],
        "Xã Tân Đoàn": ["Huyện Cao Lộc", "Huyện Văn Quan"],
    }


def test_a_district_lies_whole_in_the_province_alone() -> None:
    for district in REFERENCE.districts(BEFORE_TWO_TIERS):
        communes = named(district, TWO_TIERS)
        assert len(communes) > 1
        assert not any(communes.values())
        assert named(district, TWO_TIERS, "province") == {"Tỉnh Lạng Sơn": True}
        assert named(district, MERGED, "district") == {district.name: True}


def test_the_code_of_three_places_leads_to_the_ground_of_each() -> None:
    town = REFERENCE.area("05995", MERGED)
    assert named(town, TWO_TIERS) == {"Xã Thất Khê": True}
    assert named(REFERENCE.area("06040", MERGED_AGAIN), MERGED) == {
        "Thị trấn Thất Khê": False,
        "Xã Đại Đồng": False,
    }


def test_a_published_weight_divides_and_all_that_follows_from_it() -> None:
    """With a weight the parts can be compared; what follows them takes the product along."""
    known = Reference.load().seeds
    weights = {"06025@2024-12-01": Decimal("0.25"), "06040@2024-12-01": Decimal("0.75")}
    with_weights = tuple(
        replace(s, weight=weights[s.new_area_id]) if s.old_area_id == "06040@2020-01-01" else s
        for s in known.successions
    )
    ground = Reference(replace(known, successions=with_weights)).ground["06040@2020-01-01"]
    assert {o.area.id: o.weight for o in ground if o.area.id.endswith("@2025-07-01")} == {
        "06004@2025-07-01": Decimal("0.25"),
        "06040@2025-07-01": Decimal("0.75"),
    }
