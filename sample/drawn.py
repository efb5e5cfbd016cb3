"""Plausible returns of any form, found rather than written: a form and a period in, rows out.

In: nothing but the contract. Out: rows that no rule finds anything in. The one surprising thing:
lines are drawn at random and judged, and those are kept of which nothing is said; so a new form,
or a new rule, needs no word here. A year repeats the lines of its quarters, or adds them up where
they are printed, and every year repeats those of the year before, so that nothing is said of
periods beside each other either.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from typing import cast

from etl.contracts import load_forms
from etl.contracts.vocabulary import COVERAGE
from etl.kinds import Listed, Places, kind_of
from etl.model import Agency, CellValue, Form, Period
from etl.reference import Reference
from sample.doubts import doubts, doubts_of_each
from sample.drawing import REASON, drawn_lines
from sample.ground import (
    Row,
    each_member,
    lasting_places,
    levels_of,
    listed,
    obligations,
    of_sender,
    parts_of,
    places,
)

MANY = 5_000
_DRAWN = 500, MANY  # lines of a form, of which some are plausible; the second when those are few
_LINES = 2  # of an open form in a quarter
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
    parts, ground = parts_of(form, period), lasting_places(form, period, agency)
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
            members = each_member(form, cast("list[str]", rule.kwargs["columns"]), period, agency)
            lines = [{**lines[at % len(lines)], **one} for at, one in enumerate(members)]
    return list({tuple(line[name] for name in form.key): line for line in lines}.values())


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
    reasons = dict.fromkeys((one.name for one in form.columns if one.explains), REASON)
    others = [*known, *({**line, **reasons} for line in known)]
    owing = [one for one, owed in obligations(period) if owed == form.owed_as]
    of_lists = {
        _without_places(form, printed): (one, printed)
        for one in (*owing, agency)
        if (printed := listed(form, period, one))
    }
    sent = [
        (sender, [one_like(form, member, known, at) for at, member in enumerate(printed)])
        for sender, printed in of_lists.values()
    ]
    told = doubts_of_each(form, period, sent)
    for (text, (sender, printed)), (_, lines), doubtful in zip(
        of_lists.items(), sent, told, strict=True
    ):
        for at in sorted(doubtful):
            tried = [{**line, **printed[at]} for line in others]
            doubted = doubts(form, period, sender, tried)
            lines[at] = next((o for n, o in enumerate(tried) if n not in doubted), lines[at])
        _LISTED[form, period, text] = lines


def plausible_lines(form: Form, period: Period, counts: Sequence[int] = _DRAWN) -> Sequence[Row]:
    """Give the lines of a form that no rule of one line doubts in a period and in its year.

    Of so many that are drawn; of the next number of them, when those are few. Raises
    `LookupError` when they are too few.
    """
    key = str(
        (
            *(form.id, period.kind, form.columns, _lists(form, period), counts),
            [(rule.id, rule.kwargs) for rule in form.rules],  # limits may be others in time
        )
    )
    if key not in _KNOWN:
        _KNOWN[key] = _plausible(form, period, counts)
    drawn, known = _KNOWN[key]
    lines = drawn_lines(form, period, drawn)
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


def _plausible(form: Form, period: Period, counts: Sequence[int]) -> tuple[int, Sequence[int]]:
    """Give how many lines were drawn, and the places of those that are plausible among them."""
    senders, year = _of_each_level(form, period), Period.parse(str(period.year))
    known: list[int] = []
    own = of_sender(form)
    each = (form.column(name).in_force(period.ends_on) for name in form.each if name not in own)
    choices = (len(column.offered or column.choices) or 1 for column in each)
    wanted = math.prod(choices) if form.each else _LINES
    for count in counts:
        drawn, doubted = drawn_lines(form, period, count), set[int]()
        for agency, place in senders:  # as plausible from whoever owes the form
            drawn = [{**line, **place} for line in drawn]
            doubted |= doubts(form, period, agency, drawn)
            of_year = [one for one, owed in obligations(year) if owed == form.owed_as]
            sender = agency if agency in of_year else next(iter(of_year), None)
            if sender:  # others may report the whole year
                times = len(parts_of(form, year)) if form.each else 1
                there = places(load_forms()[form.id].in_force(year.ends_on), year, sender)[0]
                in_year = [{**over_parts(form, one, times), **there} for one in drawn]
                doubted |= doubts(form, year, sender, in_year)
        known = _of_different_keys(form, drawn, doubted)
        if len(known) >= wanted:
            return count, known
    raise LookupError(f"{len(known)} of {counts[-1]} lines of {form.id} are plausible: too few")


def _of_each_level(form: Form, period: Period) -> Sequence[tuple[Agency, Row]]:
    """Give one who owes a form with a place of its own; one of each level, where rows say it."""
    levels, found = levels_of(form), dict[tuple[CellValue, ...], tuple[Agency, Row]]()
    for agency, owed in obligations(period):
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
