"""The sampler: a form, an agency and a period in, the lines that it would report out.

Where totals of a form were published for a period, all its agencies' lines together amount to
them; otherwise an agency has a few plausible lines. The one surprising thing: a line belongs to
one quarter, so that quarters make their year whatever the form counts.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import cycle, islice

from etl.contracts import load_forms
from etl.kinds import Listed, kind_of, place_columns
from etl.model import Agency, Column, Form, Period
from etl.reference import Reference
from sample.beside import beside_others, said_beside
from sample.bounds import bounds_of, total
from sample.chance import chance
from sample.drawn import MANY, one_like, plausible_lines, plausible_rows
from sample.ground import listed, parts_of, places
from sample.totals import Figure, Row, figures, last_figures, meet, proportions, split
from sample.words import reword

__all__ = ["Row", "sample_rows"]


def sample_rows(form_id: str, agency: Agency, period: Period) -> list[Row]:
    """Give the lines of a form of one agency, by published totals where there are some.

    Raises `LookupError` or `ValueError` when no lines are plausible or meet the totals.
    """
    form = load_forms()[form_id]
    if form.part_of:
        return _of_part(form, agency, period)
    whole, year = period, Period.parse(str(period.year))
    if not form.each or _counts_on(form, agency, period, year):
        whole = year
    if found := _whole(form_id, whole).get(agency.id):
        rows = [dict(row) for key, row in found if key in (whole.key, *period.quarter_keys)]
        of_year = whole != period and any(key == whole.key for key, _ in found)
        return _so_far(form, rows, period) if of_year else rows
    lines = plausible_rows(form, period, agency)
    beside_others(form, period, lines, sample_rows)
    return reword(form, agency, "", lines)


def _counts_on(form: Form, agency: Agency, period: Period, year: Period) -> bool:
    """Tell whether what a form prints in a part of a year is counted on in the same lines."""
    is_part = set(period.quarter_keys) < set(year.quarter_keys)
    measures = {column.measure for column in form.columns}
    is_counted_on = "year_to_date" in measures and "quarter" not in form.frequencies
    return is_part and is_counted_on and listed(form, period, agency) == listed(form, year, agency)


def _so_far(form: Form, rows: Sequence[Row], period: Period) -> list[Row]:
    """Give what of a year's lines has happened by the end of a part of it.

    Of what has a name all has happened or nothing; of the rest as much as the part is long.
    """
    year = Period.parse(str(period.year)).quarter_keys
    share = len(period.quarter_keys) / len(year) if set(period.quarter_keys) < set(year) else 1.0
    bounds, found = bounds_of(form), list[Row]()
    is_named = not all(isinstance(kind_of(form.column(name)), Listed) for name in form.key)
    for row in rows:
        line, done = dict(row), chance(f"{form.id} {_key(form, row)}").random() < share
        for column in bounds.order:
            value, is_whole = line[column.name], kind_of(column).is_whole
            part = float(done) if is_named else share
            if column.name in bounds.sums:
                value = total(line, bounds.sums[column.name])
                line[column.name] = int(value) if is_whole else round(value, 2)
            elif isinstance(value, int | float) and (
                column.measure == "flow" or _is_amount_so_far(column)
            ):
                line[column.name] = int(value * part) if is_whole else int(value * part * 10) / 10
        days = (value for value in row.values() if isinstance(value, dt.date))
        if all(day <= period.ends_on for day in days):
            found.append(line)
    return found


def _is_amount_so_far(column: Column) -> bool:
    """Tell whether it is money or goods since the year began; whom they reach are as many early."""
    return column.measure == "year_to_date" and not kind_of(column).is_whole


def _of_part(part: Form, agency: Agency, period: Period) -> list[Row]:
    """Give lines of a part for each line of its form; they make what that one says."""
    key, drawn = load_forms()[part.part_of].key, plausible_rows(part, period, agency)
    found: list[Row] = []
    for line in sample_rows(part.part_of, agency, period):
        of_line = {name: line[name] for name in key}
        own = [one for one in drawn if of_line.items() <= one.items()] if part.each else drawn
        rows = [{**one, **of_line} for one in own]
        for name, made in part.makes.items():
            shares = proportions(part, period, name, rows)
            whole = split(round(total(line, [made])), shares)
            for row, value in zip(rows, whole, strict=True):
                row[name] = value
        found += rows
    return reword(part, agency, period.key, found)


@cache
def _whole(form_id: str, whole: Period) -> Mapping[str, Sequence[tuple[str, Row]]]:
    """Give the lines of a year by agency, each with the key of the period that it comes from.

    What a form prints in its rows is that of any period's own day, and goes on from year to year;
    nothing else does, and nothing is given of a year in which nothing is known.
    """
    form = load_forms()[form_id].in_force(whole.ends_on)
    known = (last_figures if form.each else figures)(form_id, str(whole.year))
    known = tuple(_within(form, figure, whole) for figure in known) if form.each else known
    if not known:
        return {}
    if form.each and (year := _of_quarters(form, whole)):
        return year
    owing = [agency for agency, owed in Reference.load().obligations(whole) if owed == form_id]
    found: dict[str, list[tuple[str, Row]]] = {agency.id: [] for agency in owing}
    made = _listed(form, whole, owing, known) if form.each else _open(form, whole, owing, known)
    for agency, key, row in made:
        found[agency.id].append((key, row))
    for agency in owing:
        reword(form, agency, whole.key, [row for _, row in found[agency.id]])
    lines = [row for lines in found.values() for _, row in lines]
    meet(form, known, lines, said_beside(form, whole, lines, sample_rows))
    return found


def _of_quarters(form: Form, whole: Period) -> Mapping[str, Sequence[tuple[str, Row]]]:
    """Give the printed lines of a year as its quarters make them, agency by agency.

    Nothing is given of other periods, and of a year whose quarters do not print the same.
    """
    parts = [part for part, _ in parts_of(form, whole) if part != whole]
    quarters = [_whole(form.id, part) for part in parts]
    keys = [
        [(agency, _key(form, row)) for agency, lines in quarter.items() for _, row in lines]
        for quarter in quarters
    ]
    if not keys or any(one != keys[-1] for one in keys):
        return {}
    return {
        agency: [
            (whole.key, _added(form, [row for _, row in lines]))
            for lines in zip(*(quarter[agency] for quarter in quarters), strict=True)
        ]
        for agency in quarters[-1]
    }


def _added(form: Form, lines: Sequence[Row]) -> Row:
    """Give what the lines of parts of a period come to: flows are added up, the last says more."""
    made = dict(lines[-1])
    for column in form.columns:
        if column.measure == "flow" and made[column.name] is not None:
            numbers = [v for one in lines if isinstance(v := one[column.name], int | float)]
            made[column.name] = round(sum(numbers), 2)
    return made


def _within(form: Form, figure: Figure, period: Period) -> Figure:
    """Give what of a year's figure falls into a period; quarters have about as much each."""
    quarters = Period.parse(str(period.year)).quarter_keys
    sums = dict(figure.sums)
    for column in form.columns if set(period.quarter_keys) < set(quarters) else ():
        if column.name in sums and column.measure == "flow":
            unit = 1 if kind_of(column).is_whole else 10
            parts = split(round(sums[column.name] * unit), [1.0] * len(quarters))
            of_quarter = dict(zip(quarters, parts, strict=True))
            sums[column.name] = sum(of_quarter[key] for key in period.quarter_keys) / unit
    return figure.model_copy(update={"sums": sums})


def _listed(
    form: Form, whole: Period, owing: Sequence[Agency], known: Sequence[Figure]
) -> Iterator[tuple[Agency, str, Row]]:
    """Give the printed lines; as many as a figure counts are such, the same from year to year."""
    printed = [(agency, row) for agency in owing for row in listed(form, whole, agency)]
    by_chance = sorted(printed, key=lambda one: chance(f"{form.id} {one[1]}").random())
    counted = [figure for figure in known if figure.lines]
    kinds = {figure.place_kind for figure in counted}
    members: dict[str, list[Row]] = {}
    for _, member in by_chance:
        kind = _kind_of_place(form, whole, member) if kinds - {""} else ""
        members.setdefault(kind if kind in kinds else "", []).append(member)
    pool_of: dict[str, Sequence[Row]] = {}
    for kind, alike in members.items():
        told = [figure for figure in counted if figure.place_kind == kind]
        pools = [_covered(form, whole, figure) for figure in told]
        shares = split(len(alike), [float(one.lines or 0) for one in told]) if told else []
        such = [pool for pool, share in zip(pools, shares, strict=True) for _ in range(share)]
        lines = such or [plausible_lines(form, whole)] * len(alike)
        pool_of |= {str(one): pool for one, pool in zip(alike, lines, strict=True)}
    for agency in owing:
        for at, (_, member) in enumerate(one for one in printed if one[0] == agency):
            yield agency, whole.key, one_like(form, member, pool_of[str(member)], at)


def _kind_of_place(form: Form, whole: Period, row: Row) -> str:
    reference, (lowest, *_) = Reference.load(), place_columns(form)
    return reference.area(str(row[lowest.name]), reference.places_on(whole)).kind


def _open(
    form: Form, whole: Period, owing: Sequence[Agency], known: Sequence[Figure]
) -> Iterator[tuple[Agency, str, Row]]:
    """Give as many lines as the figures count, spread over agencies, places and quarters."""
    ground = {agency.id: places(form, whole, agency) for agency in owing}
    quarters = [quarter for quarter, _ in parts_of(form, whole)]
    number, taken = Counter[str](), set[tuple[object, ...]]()
    kinds = [kind_of(column) for column in form.columns if column.name in form.key]
    by_list = all(isinstance(kind, Listed) for kind in kinds)  # no word tells two lines apart
    for figure in known:
        such = {quarter.key: _covered(form, quarter, figure) for quarter in quarters}
        pools = {key: cycle(lines) for key, lines in such.items()}
        shares = split(figure.lines or 0, [float(len(ground[agency.id])) for agency in owing])
        for agency, share in zip(owing, shares, strict=True):
            random = chance(f"{form.id} {whole.key} {figure.where} {agency.id}")
            for _ in range(share):
                quarter = quarters[number[agency.id] % len(quarters)]
                number[agency.id] += 1
                line, free = {}, ground[agency.id]
                for line in islice(pools[quarter.key], len(such[quarter.key]) if by_list else 1):
                    line = {**line, **figure.cells}
                    keys = [(_key(form, line | one), one) for one in ground[agency.id]]
                    free = [one for key, one in keys if not by_list or key not in taken]
                    if free:
                        break
                line = {**line, **random.choice(free or ground[agency.id])}
                taken.add(_key(form, line))
                yield agency, quarter.key, line


def _key(form: Form, line: Row) -> tuple[object, ...]:
    return tuple(line[name] for name in form.key)


def _covered(form: Form, quarter: Period, figure: Figure) -> Sequence[Row]:
    found = [line for line in plausible_lines(form, quarter) if figure.covers(line)]
    if figure.lines and not found:  # they are rare
        found = [one for one in plausible_lines(form, quarter, (MANY,)) if figure.covers(one)]
    if figure.lines and not found:
        raise LookupError(f"no plausible line of {form.id} in {quarter.key} is {figure.where}")
    return found
