"""What missing and failing returns could move in headline indicators: returns in, `Stakes` out.

What a return is expected to bring is assumed, and said: what its sender sent and nobody accepted
yet; else what counts of the same sender for the same period a year before; else, where parts are
only added up, the average of those who count now. The one surprising thing: parts that are never
added up (two poverty standards) are not expected of each other either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from etl.contracts import load_forms
from etl.contracts.indicators import Indicator, load_indicators, rows_of
from etl.model import Period, Table
from etl.warehouse import run

Way = Literal["sent", "year_before", "average", "apart", "nothing"]
"""Where an expectation comes from; of another part, or from nowhere, there is none."""
Owed = tuple[str, str]
"""(agency, form)"""


@dataclass(frozen=True, slots=True)
class Stake:
    """A return that does not count, and by how much it could move each indicator of its form."""

    agency_id: str
    form_id: str
    ways: dict[str, Way]  # by indicator
    moves: dict[str, float | None]  # by indicator; a rate's in points; None when unknown


@dataclass(frozen=True, slots=True)
class Stakes:
    """All returns that do not count, beside what their indicators are now and would be then."""

    indicators: Sequence[Indicator] = ()
    rows: Sequence[Stake] = ()
    now: Mapping[str, float | None] = field(default_factory=dict)
    then: Mapping[str, float | None] = field(default_factory=dict)


@dataclass(slots=True)
class _Brought:
    """What returns bring to an indicator, by the part that is added up by itself."""

    numerator: float = 0.0
    denominator: float = 0.0
    row_count: int = 0

    def add(self, other: _Brought) -> None:
        """Take in what other returns bring."""
        self.numerator += other.numerator
        self.denominator += other.denominator
        self.row_count += other.row_count


_NOTHING = _Brought()
_Parts = Mapping[str, _Brought]


def at_stake(
    conn: sa.Connection,
    period: Period,
    owed: Sequence[Owed],
    sent: Mapping[Owed, Table] | None = None,
) -> Stakes:
    """Give what returns that do not count could move; `sent` has those that came, as they are read.

    Numbers are in the units of their indicators, those of rates in per cent and points.
    """
    form_ids = {form_id for _, form_id in owed}
    chosen = [
        one
        for one in load_indicators().values()
        if one.is_headline and one.form_id in form_ids and not _is_kept_back(one)
    ]
    before_key = period.year_before_key
    found = _brought(conn, [period.key, before_key], chosen)
    now: dict[str, float | None] = {}
    then: dict[str, float | None] = {}
    rows = {pair: Stake(*pair, {}, {}) for pair in owed}
    for one in chosen:
        before = found[before_key, one.id]
        own: dict[Owed, tuple[Way, _Parts]] = {}
        for pair in owed:
            if sent and pair in sent and pair[1] == one.form_id:
                own[pair] = "sent", _of_table(one, sent[pair])
            elif pair[1] == one.form_id:
                own[pair] = "year_before", before.get(pair[0], {})
        now[one.id], then[one.id], moves = _told(one, found[period.key, one.id], own)
        for pair, (way, moved) in moves.items():
            rows[pair].ways[one.id], rows[pair].moves[one.id] = way, moved
    return Stakes(chosen, [row for row in rows.values() if row.ways], now, then)


def _is_kept_back(one: Indicator) -> bool:
    """Whether no mart says what a single return brings, because small counts are kept back."""
    return not set(one.cells_added).isdisjoint(load_forms()[one.form_id].sensitive)


def _told(
    one: Indicator, counted: Mapping[str, _Parts], own: Mapping[Owed, tuple[Way, _Parts]]
) -> tuple[float | None, float | None, Mapping[Owed, tuple[Way, float | None]]]:
    """Give what an indicator is, what it would be, and what each return moves."""
    main = _main(counted.values(), own.values())
    standing, coming = _Brought(), _Brought()
    for parts in counted.values():
        standing.add(parts.get(main, _NOTHING))
    now = one.value(standing.numerator, standing.denominator) if counted else None
    moves: dict[Owed, tuple[Way, float | None]] = {}
    for pair, (way, parts) in own.items():
        way, brought = _expected(one, way, parts, main, standing, len(counted))
        moves[pair] = way, None if brought is None else _moved(one, standing, brought, now)
        coming.add(brought or _NOTHING)
    is_known = bool(counted) or any(moved is not None for _, moved in moves.values())
    coming.add(standing)
    then = one.value(coming.numerator, coming.denominator) if is_known else None
    return now, then, moves


def _brought(
    conn: sa.Connection, period_keys: Sequence[str], indicators: Sequence[Indicator]
) -> Mapping[tuple[str, str], dict[str, dict[str, _Brought]]]:
    """Give what counts, by period and indicator, then by agency and part."""
    found: dict[tuple[str, str], dict[str, dict[str, _Brought]]] = defaultdict(dict)
    asked = {
        "period_keys": list(period_keys),
        "form_ids": list({one.form_id for one in indicators}),
        "indicator_ids": [one.id for one in indicators],
    }
    for row in run(conn, "registry/brought", **asked):
        of_agency = found[row.period_key, row.indicator_id].setdefault(row.agency_id, {})
        of_agency[row.apart] = _Brought(float(row.numerator), float(row.denominator), row.row_count)
    return found


def _of_table(one: Indicator, table: Table) -> _Parts:
    """Give what a table brings to an indicator, by part."""
    apart = next((c.name for c in load_forms()[one.form_id].columns if c.apart), "")
    by_part: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in rows_of(table):
        by_part[str(row.get(apart) or "") if apart else ""].append(row)
    return {part: _Brought(*one.parts(rows), len(rows)) for part, rows in by_part.items()}


def _main(counted: Iterable[_Parts], own: Iterable[tuple[Way, _Parts]]) -> str:
    """Give the part of most rows that count; where nothing does, of those sent, then of before."""
    grounds = list(own)
    for among in (
        list(counted),
        [parts for way, parts in grounds if way == "sent"],
        [parts for _, parts in grounds],
    ):
        counts = Counter[str]()
        for parts in among:
            counts.update({part: brought.row_count for part, brought in parts.items()})
        if counts.total():
            return max(counts, key=lambda part: (counts[part], part))
    return ""


def _expected(
    one: Indicator, way: Way, own: _Parts, main: str, standing: _Brought, sender_count: int
) -> tuple[Way, _Brought | None]:
    """Give what a return is expected to bring, and where that comes from."""
    if any(brought.row_count and part != main for part, brought in own.items()):
        return "apart", None
    if own or way == "sent":
        return way, own.get(main, _Brought())
    if sender_count and one.denominator is None:
        return "average", _Brought(standing.numerator / sender_count)
    return "nothing", None


def _moved(
    one: Indicator, standing: _Brought, brought: _Brought, now: float | None
) -> float | None:
    """Give by how much an indicator moves; what a rate would be where it has none yet."""
    then = one.value(
        standing.numerator + brought.numerator, standing.denominator + brought.denominator
    )
    return then if now is None or then is None else then - now
