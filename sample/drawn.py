"""Plausible returns of any form, found rather than written: a form and a period in, rows out.

In: nothing but the contract. Out: rows that no rule finds anything in. The one surprising thing:
lines are drawn at random and judged, and those are kept of which nothing is said; so a new form,
or a new rule, needs no word here. A year repeats the lines of its quarters, or adds them up where
they are printed, and every year repeats those of the year before, so that nothing is said of
periods beside each other either.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from random import Random
from typing import cast

from etl.contracts import load_forms
from etl.contracts.vocabulary import COVERAGE
from etl.kinds import Listed, Places, each_row, kind_of, place_columns, said_of
from etl.model import (
    Agency,
    CellValue,
    Column,
    Cover,
    Form,
    Period,
    Reading,
    Rung,
    Table,
)
from etl.reference import Reference
from etl.validate import judge
from sample.bounds import Bounds, bounds_of, total
from sample.chance import chance

Row = dict[str, CellValue]

_DRAWN = 500, 5_000  # lines of a form, of which some are plausible; the second when those are few
_LINES = 2  # of an open form in a quarter
_LARGEST = 5_000
_SHORTEST = 90  # days of a period: dates lie alike in all of them
_UNIQUE = "expect_compound_columns_to_be_unique"
_FILLED = "expect_column_values_to_not_be_null"
_REASON = "Lý do minh họa"
_KNOWN: dict[str, tuple[int, Sequence[int]]] = {}  # lines are drawn alike in every period
_LISTED: dict[tuple[Form, Period, str], Sequence[Row]] = {}


def plausible_rows(form: Form, period: Period, agency: Agency) -> list[Row]:
    """Give the lines of a form of one agency for a quarter or a year.

    Raises `LookupError` when too few of the lines that were drawn are plausible.
    """
    form = form.in_force(period.ends_on)
    if form.each:
        known = plausible_lines(form, period)
        if any(column.of for column in form.columns):
            return _as_listed(form, period, agency)
        return [
            over_parts(form, one_like(form, member, known), times)
            for member, times in _in_quarters(form, period, agency)
        ]
    parts, ground = parts_of(form, period), _lasting(form, period, agency)
    every = 4 if parts[0][0].kind == "quarter" else 1
    of_places = set(of_sender(form))
    spread = len(ground) if of_places.issuperset(form.key) else 1
    lines = []
    for part, number in parts:
        known = plausible_lines(form, part)
        chosen = range(number, len(known), every)[:_LINES]
        lines += [{**known[at], **ground[at % spread]} for at in chosen]
    for rule in form.rules:  # a line for each member that one wants to see
        if rule.expectation == COVERAGE:
            members = _members(form, cast("list[str]", rule.kwargs["columns"]), period, agency)
            lines = [{**lines[at % len(lines)], **one} for at, one in enumerate(members)]
    return list({tuple(line[name] for name in form.key): line for line in lines}.values())


def listed(form: Form, period: Period, agency: Agency) -> Sequence[Row]:
    """Give what the blank sheet of a form prints in its rows."""
    return _members(form, form.each, period, agency)


def one_like(form: Form, member: Row, known: Sequence[Row], at: int = 0) -> Row:
    """Give what a printed row holds: a line of the same choices, where rules may speak of them.

    Of lines that are free to choose otherwise, the first of each choice take turns by `at`.
    """
    own = of_sender(form)
    chosen = [name for name in form.each if form.column(name).choices and name not in own]
    free = [one.name for one in form.columns if one.choices and one.name not in chosen]
    alike: dict[tuple[CellValue, ...], Row] = {}
    for line in known:
        if all(line[name] == member[name] for name in chosen):
            alike.setdefault(tuple(line[name] for name in free), line)
    turns = list(alike.values()) or known[:1]
    return {**turns[at % len(turns)], **member}


def _in_quarters(form: Form, period: Period, agency: Agency) -> Iterator[tuple[Row, int]]:
    """Give the rows of a period, each with how many quarters of it something happens there.

    Where places end within a year, a row that not every quarter has its like of stays at nought,
    so that quarters make the year.
    """
    year, chosen = Period.parse(str(period.year)), [c for c in form.each if form.column(c).choices]
    counts = [
        Counter(tuple(row[name] for name in chosen) for row in listed(of_day, part, agency))
        for part, _ in parts_of(form, year)
        for of_day in [load_forms()[form.id].in_force(part.ends_on)]
    ]
    seen, times = Counter[tuple[CellValue, ...]](), len(parts_of(form, period))
    for member in listed(form, period, agency):
        kind = tuple(member[name] for name in chosen)
        seen[kind] += 1
        is_lasting = len(counts) == 1 or seen[kind] <= min(count[kind] for count in counts)
        yield member, times if is_lasting else 0


def over_parts(form: Form, line: Row, times: int) -> Row:
    """Give what a line comes to over so many quarters that are alike: flows are added up."""
    flows = [one.name for one in form.columns if one.name in line and one.measure == "flow"]
    numbers = {name: value for name in flows if isinstance(value := line[name], int | float)}
    return {**line, **{name: value * times for name, value in numbers.items()}}


def _as_listed(form: Form, period: Period, agency: Agency) -> list[Row]:
    """Give printed rows of which their lists say more: lines that are plausible beside that.

    Where none is, one with a reason.
    """
    asked = (form, period, _without_places(form, listed(form, period, agency)))
    if asked not in _LISTED:
        _plausible_as_listed(form, period, agency)
    printed = listed(form, period, agency)
    return [{**line, **row} for line, row in zip(_LISTED[asked], printed, strict=True)]


def _without_places(form: Form, printed: Sequence[Row]) -> str:
    own = of_sender(form)
    return str([{name: v for name, v in row.items() if name not in own} for row in printed])


def _plausible_as_listed(form: Form, period: Period, agency: Agency) -> None:
    """Keep the lines of an agency and of all who owe the form, to who prints the same, the same.

    They are judged together: judging is dear, however little there is to judge.
    """
    known = plausible_lines(form, period)
    reasons = dict.fromkeys((one.name for one in form.columns if one.explains), _REASON)
    others = [*known, *({**line, **reasons} for line in known)]
    owing = [one for one, owed in _owed(period) if owed == form.owed_as]
    of_lists = {
        _without_places(form, printed): (one, printed)
        for one in (*owing, agency)
        if (printed := listed(form, period, one))
    }
    sent = [
        (sender, [one_like(form, member, known, at) for at, member in enumerate(printed)])
        for sender, printed in of_lists.values()
    ]
    doubts = _doubted_of(form, period, sent)
    for (text, (sender, printed)), (_, lines), doubtful in zip(
        of_lists.items(), sent, doubts, strict=True
    ):
        for at in sorted(doubtful):
            tried = [{**line, **printed[at]} for line in others]
            doubted = _doubted(form, period, sender, tried)
            lines[at] = next((o for n, o in enumerate(tried) if n not in doubted), lines[at])
        _LISTED[form, period, text] = lines


def places(form: Form, period: Period, agency: Agency) -> Sequence[Row]:
    """Give the places that an agency may report on, each by column; one of none for the others."""
    names = [*(column.name for column in place_columns(form)[:1]), *levels_of(form)]
    return _members(form, names, period, agency)


def of_sender(form: Form) -> tuple[str, ...]:
    """Name the columns that say of which place a line is, or of which level its sender is."""
    return (*(column.name for column in place_columns(form)), *levels_of(form))


def levels_of(form: Form) -> tuple[str, ...]:
    """Name the columns that say of which level their sender is."""
    return tuple(column.name for column in form.columns if column.is_level_of_sender)


def _lasting(form: Form, period: Period, agency: Agency) -> Sequence[Row]:
    """Give the places of an agency that are there all year; those of the period, if none is."""
    year = Period.parse(str(period.year))
    first, last = (
        places(form, Period.parse(key), agency) for key in (year.quarter_keys[0], year.key)
    )
    ground = sorted(places(form, period, agency), key=lambda place: str(sorted(place.items())))
    return [place for place in ground if place in first and place in last] or ground


def _members(form: Form, names: Sequence[str], period: Period, agency: Agency) -> Sequence[Row]:
    day = Reference.load().day_of(period)
    return [dict(row) for row in each_row(form, names, day, agency)]


def parts_of(form: Form, period: Period) -> list[tuple[Period, int]]:
    """Give the quarters that a period's lines come from, each with its number from 0 on.

    A year has the lines of all its quarters, when the form is owed for quarters too.
    """
    if "quarter" not in form.frequencies:
        return [(period, 0)]
    return [(Period.parse(key), int(key[-1]) - 1) for key in period.quarter_keys]


def plausible_lines(form: Form, period: Period) -> Sequence[Row]:
    """Give the lines of a form that no rule of one line doubts in a period and in its year.

    Raises `LookupError` when they are too few.
    """
    rules = [(rule.id, rule.kwargs) for rule in form.rules]
    key = str((form.id, period.kind, form.columns, rules, _lists(form, period)))
    if key not in _KNOWN:
        _KNOWN[key] = _plausible(form, period)
    drawn, known = _KNOWN[key]
    lines = _lines(form, period, drawn)
    return [lines[at] for at in known]


def _lists(form: Form, period: Period) -> Sequence[Sequence[str]]:
    """Give what the lists of a form, but places, hold in a period's year.

    Where they change, lines that were told apart by them may name the same member.
    """
    reference = Reference.load()
    day = reference.day_of(Period.parse(str(period.year)))
    board = reference.board(day.on)
    kinds = [(kind_of(column), column) for column in form.columns]
    return [
        kind.printed(column.in_force(day.on), day, board)
        for kind, column in kinds
        if isinstance(kind, Listed) and not isinstance(kind, Places)
    ]


def _plausible(form: Form, period: Period) -> tuple[int, Sequence[int]]:
    """Give how many lines were drawn, and the places of those that are plausible among them."""
    senders, year = _of_each_level(form, period), Period.parse(str(period.year))
    known: list[int] = []
    own = of_sender(form)
    each = (form.column(name).in_force(period.ends_on) for name in form.each if name not in own)
    choices = (len(column.offered or column.choices) or 1 for column in each)
    wanted = math.prod(choices) if form.each else _LINES
    for count in _DRAWN:
        drawn, doubted = _lines(form, period, count), set[int]()
        for agency, place in senders:  # as plausible from whoever owes the form
            drawn = [{**line, **place} for line in drawn]
            doubted |= _doubted(form, period, agency, drawn)
            of_year = [one for one, owed in _owed(year) if owed == form.owed_as]
            sender = agency if agency in of_year else next(iter(of_year), None)
            if sender:  # others may report the whole year
                times = len(parts_of(form, year)) if form.each else 1
                there = places(load_forms()[form.id].in_force(year.ends_on), year, sender)[0]
                in_year = [{**over_parts(form, one, times), **there} for one in drawn]
                doubted |= _doubted(form, year, sender, in_year)
        known = _of_different_keys(form, drawn, doubted)
        if len(known) >= wanted:
            return count, known
    raise LookupError(f"{len(known)} of {_DRAWN[-1]} lines of {form.id} are plausible: too few")


def _of_each_level(form: Form, period: Period) -> Sequence[tuple[Agency, Row]]:
    """Give one who owes a form with a place of its own; one of each level, where rows say it."""
    levels, found = levels_of(form), dict[tuple[CellValue, ...], tuple[Agency, Row]]()
    for agency, owed in _owed(period):
        if owed == form.owed_as and (levels or not found):
            place = places(form, period, agency)[0]
            found.setdefault(tuple(place[name] for name in levels), (agency, place))
    return list(found.values())


def _of_different_keys(form: Form, drawn: Sequence[Row], doubted: Set[int]) -> list[int]:
    """Number the lines that nothing is said of, one of a key; all, when only places name a line."""
    names = [name for name in form.key if name not in of_sender(form)]
    seen: dict[tuple[CellValue, ...], int] = {}
    for at, line in enumerate(drawn):
        if at not in doubted:
            seen.setdefault(tuple(line[name] for name in names) or (at,), at)
    return list(seen.values())


@lru_cache(maxsize=64)  # all agencies of a period ask for the same
def _lines(form: Form, period: Period, count: int) -> Sequence[Row]:
    random, whole = chance(form.id), load_forms()[form.id]
    names = {column.name for column in form.columns}
    bounds = bounds_of(replace(whole, rules=whole.in_force(period.ends_on).rules))
    return tuple(_line(whole, names, bounds, random, period) for _ in range(count))


def _line(form: Form, names: Set[str], bounds: Bounds, random: Random, period: Period) -> Row:
    """Draw a line; as often from the stream, whichever columns hold."""
    day = Reference.load().day_of(period)
    parts = len(parts_of(form, Period.parse(str(period.year)))) if form.each else 1
    line: Row = {
        c.name: _drawn(form, c, random, period) for c in form.columns if c not in bounds.order
    }
    line |= {name: _REASON for name in _asked_why(form) if random.random() < 0.5}
    for column in form.columns:
        if column.of:
            named = form.column(column.of)
            line[column.name] = said_of(column, named, line[named.name], day)
    for column in bounds.order:
        if column.name in bounds.sums:
            added = total(line, bounds.sums[column.name])
            line[column.name] = int(added) if kind_of(column).is_whole else round(added, 1)
            continue
        is_empty, share = not column.required and random.random() < 0.5, random.random()
        least = max(column.minimum or 0, bounds.least.get(column.name, 0))
        largest = (column.maximum or _LARGEST) / (parts if column.measure == "flow" else 1)
        most = min(largest, _LARGEST, bounds.ceiling(column.name, line))
        drawn = least + (most - least) * (0.05 + 0.95 * share)  # of one order of magnitude
        rounded = int(drawn) if kind_of(column).is_whole else math.floor(drawn * 10) / 10
        line[column.name] = None if is_empty else rounded
    return {name: value for name, value in line.items() if name in names}


@lru_cache(maxsize=256)
def _asked_why(form: Form) -> Sequence[str]:
    """Name the columns that explain, where a rule wants to see what they say."""
    wanted = {rule.kwargs["column"] for rule in form.rules if rule.expectation == _FILLED}
    return [column.name for column in form.columns if column.explains and column.name in wanted]


def _reach(period: Period) -> int:
    """Give over how many days at the end of a period dates lie, as long as any other of its kind.

    Quarters and years are judged beside each other, so that dates lie alike in all of them.
    """
    if period.kind in ("quarter", "year"):
        return _SHORTEST
    return max(1, (period.ends_on - period.starts_on).days // _SHORTEST) * _SHORTEST


@cache
def _owed(period: Period) -> Sequence[tuple[Agency, str]]:
    return Reference.load().obligations(period)


def _doubted(form: Form, period: Period, agency: Agency, lines: Sequence[Row]) -> set[int]:
    """Number the lines of which something is said, each by itself."""
    return _doubted_of(form, period, [(agency, lines)])[0]


def _doubted_of(
    form: Form, period: Period, sent: Sequence[tuple[Agency, Sequence[Row]]]
) -> list[set[int]]:
    """Number the lines of each of several senders of which something is said."""
    repeats = {rule.id for rule in form.rules if rule.expectation == _UNIQUE}  # all of one place
    readings = []
    for number, (agency, lines) in enumerate(sent):
        values = {column.name: [line[column.name] for line in lines] for column in form.columns}
        table = Table(
            form_id=form.id,
            sheet=form.sheet,
            rows=tuple(range(1, len(lines) + 1)),
            letters=dict.fromkeys(values, "A"),
            values=values,
            raw=values,
        )
        reading = Reading(
            path=Path("sample.xlsx"),
            sha256=f"{number:064}",
            cover=Cover(agency.id, period.key),
            tables=(table,),
            findings=(),
            kind="xlsx",
        )
        readings.append(reading)
    return [
        {
            cell.row - 1
            for finding in judged.findings
            if finding.rung <= Rung.ROW and finding.rule_id not in repeats
            for cell in finding.cells
        }
        for judged in judge(readings, {form.id: load_forms()[form.id]}, Reference.load())
    ]


@lru_cache(maxsize=256)
def _lasting_members(form: Form, name: str, period: Period) -> Sequence[str]:
    """Give the members that a list prints in a period and in its year, which repeats the lines."""
    column, reference = form.column(name), Reference.load()
    kind = kind_of(column)
    assert isinstance(kind, Listed)
    board = reference.board(period.ends_on)
    members, of_year = (
        kind.printed(column.in_force(one.ends_on), reference.day_of(one), board)
        for one in (period, Period.parse(str(period.year)))
    )
    return [member for member in members if member in of_year] or members


def _drawn(form: Form, column: Column, random: Random, period: Period) -> CellValue:
    """Draw what one cell may hold; as often from the stream, whatever it draws."""
    is_empty, share = not column.required and random.random() < 0.5, random.random()
    at, kind = random.randrange(10**6), kind_of(column)
    if is_empty or column.explains or isinstance(kind, Places):
        return None
    if isinstance(kind, Listed):
        lasting = _lasting_members(form, column.name, period)
        return lasting[at % len(lasting)]
    if kind.is_date:
        days = at % _reach(period)
        return period.ends_on - dt.timedelta(days=days + (400 if share < 0.3 else 0))
    return f"Nội dung minh họa số {at} của biểu mẫu"
