"""A year beside the year before: checks in, candidates out.

The one surprising thing: figures under two poverty standards are never subtracted from each other;
that the standard has changed is told once, as information. Nothing is compared across a break of
its series. And a whole column in another unit is one story, told of the column and not of each row.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from etl.contracts import AcrossCheck
from etl.contracts.named import load_default_words
from etl.contracts.thresholds import Span
from etl.kinds import place_columns
from etl.model import DECIMALS, Period, all_periods, as_told, within_year
from etl.validate.across.scene import (
    OTHER,
    Scene,
    limits_of,
    on_same_ground,
    paired,
    whole,
)
from etl.validate.batch import BatchReturn
from etl.validate.frames import rows_in
from etl.validate.ladder import Candidate
from etl.validate.sentences import plain, signed, telling
from etl.wording import capital, number_text, small

_LEAST, _MOST = 300.0, 3_000.0  # what still is "about a thousand" between two years
_WHOLE = "cả biểu (cộng các dòng)"
_OF_MONEY = "đơn vị đồng, nghìn đồng, triệu đồng"
_OF_COUNTS = "dấu phân cách hàng nghìn với dấu thập phân, hoặc nhầm đơn vị tính"
_TIMES = {True: "gấp khoảng 1.000 lần", False: "chỉ bằng khoảng 1/1.000 của"}
Pair = tuple[BatchReturn, BatchReturn]


def year_on_year_change(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find rows whose number moves more than is usual for its column."""
    for pair in years_with_before(scene):
        both = paired(check, scene, *pair)
        for column in check.columns:
            usual = pair[0].form.column(column).usual_change
            if usual is None:
                continue
            now, then = both[column], both[f"{column}{OTHER}"]
            moved = (now - then).abs()
            sharp = (moved >= usual.least) & (moved > then * usual.pct / 100)
            for record in both[sharp].to_dict("records"):
                yield scene.tell_row(check, pair[0], pair, record, column)


def never_falls(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find rows whose number is below that of the period before.

    What begins anew each year is compared within it: the fourth quarter, the year, its top-up.
    """
    for one in scene.judged():
        for is_anew, period in ((False, _last(one)), (True, _last_of_year(one))):
            measures = {name: one.form.column(name).measure for name in check.columns}
            columns = [c for c in check.columns if (measures[c] == "year_to_date") == is_anew]
            if not (columns and period):
                continue
            for before in scene.beside(one, [period.key]):
                yield from _fallen(check, scene, (one, before), columns)


def _last(one: BatchReturn) -> Period | None:
    earlier = [p for p in all_periods([one.period.kind]) if p.ends_on < one.period.starts_on]
    return max(earlier, key=lambda period: period.ends_on, default=None)


def _last_of_year(one: BatchReturn) -> Period | None:
    periods = within_year(one.period.year, one.form.frequencies)
    at = periods.index(one.period) if one.period in periods else 0
    return periods[at - 1] if at else None


def _fallen(
    check: AcrossCheck, scene: Scene, pair: Pair, columns: Sequence[str]
) -> Iterator[Candidate]:
    both = paired(check, scene, *pair)
    for column in columns:
        fell = (both[f"{column}{OTHER}"] - both[column]).round(DECIMALS) > check.tolerance
        for record in both[fell].to_dict("records"):
            yield scene.tell_row(check, pair[0], pair, record, column)


def begins_as_ended(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find rows that begin with another number than the period ended with on the day before.

    The first column is what a row begins with, the second what it ends with.
    """
    begins, ended = check.columns
    for one in scene.judged():
        for before in scene.beside(one, _ended_before(one)):
            both = paired(check, scene, one, before)
            both[f"{begins}{OTHER}"] = both[f"{ended}{OTHER}"]
            apart = (both[begins] - both[f"{begins}{OTHER}"]).abs().round(DECIMALS)
            for record in both[apart > check.tolerance].to_dict("records"):
                yield scene.tell_row(check, one, (one, before), record, begins)


def _ended_before(one: BatchReturn) -> list[str]:
    """Give the longest of the form's periods that end on the day before another begins."""
    day = one.period.starts_on - dt.timedelta(days=1)
    there = [period for period in all_periods(one.form.frequencies) if period.ends_on == day]
    return [period.key for period in sorted(there, key=lambda period: period.starts_on)[:1]]


def year_on_year_rise(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find groups of rows whose rate rises; the rate is numerator over denominator, in per cent."""
    yield from _rates_moved(check, scene, upwards=1)


def year_on_year_fall(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find groups of rows whose rate falls."""
    yield from _rates_moved(check, scene, upwards=-1)


def _rates_moved(check: AcrossCheck, scene: Scene, upwards: int) -> Iterator[Candidate]:
    numerator, denominator = columns = list(check.columns)
    for pair in years_with_before(scene):
        if scene.broken(columns, *pair):
            continue
        there = {column.name for column in pair[0].form.columns}
        # where the places that it is summed by are no more, by those that are
        lowest = [column.name for column in place_columns(pair[0].form)[:1]]
        groups = [name for name in check.by if name in there] or lowest
        by = [*groups, *pair[0].form.apart]
        tables = on_same_ground(scene, *pair, by), scene.rows(pair[1])
        now, then = (rows.groupby(by)[columns].sum() for rows in tables)
        both = now.join(then, rsuffix=OTHER, how="inner")
        rate = 100 * both[numerator] / both[denominator]
        rate_before = 100 * both[f"{numerator}{OTHER}"] / both[f"{denominator}{OTHER}"]
        limits = limits_of(check, scene.reference, pair[0].period.ends_on)
        if limits is None:
            continue
        most = limits.values[0].value if check.within else check.tolerance
        moved = upwards * (rate - rate_before) > most + 1e-9
        for group in both.index[moved]:
            values = dict(zip(by, group if isinstance(group, tuple) else (group,), strict=True))
            rates = float(rate.loc[group]), float(rate_before.loc[group])
            yield _rate_moved(check, scene, pair, values, rates, groups, limits)


def year_on_year_lost(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find rows whose answer is another than before; only what was as `where` names, if it does."""
    for pair in years_with_before(scene):
        both = paired(check, scene, *pair)
        for column in check.columns:
            now, then = both[column].astype(object), both[f"{column}{OTHER}"].astype(object)
            was = then == check.where[column] if column in check.where else then.notna()
            lost = was & now.notna() & (now != then)
            for record in both[lost].to_dict("records"):
                yield scene.tell_row(check, pair[0], pair, record, column)


def year_on_year_same(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Tell once that a column which must agree for a comparison does not."""
    (column,) = check.columns
    for pair in years_with_before(scene):
        now, then = (set(scene.rows(one)[column].dropna()) for one in pair)
        if not now or not then or now == then:
            continue
        value, expected = (
            ", ".join(sorted(scene.printer(one).text(column, value) for value in values))
            for one, values in zip(pair, (now, then), strict=True)
        )
        words = {"value": value, "expected": expected, "other": pair[1].period.title}
        yield scene.tell(check, pair[0], words, column, reads=whole(pair, [column]))


def years_with_before(scene: Scene) -> Iterator[Pair]:
    """Give each judged return of a form's longest periods with that of the period before."""
    for year in scene.judged():
        before = year.period.before
        if before and not year.period.is_part_of(year.form.frequencies):
            yield from ((year, other) for other in scene.beside(year, [before.key]))


def thousandfold(check: AcrossCheck, scene: Scene) -> Iterator[Candidate]:
    """Find columns, and single rows, about a thousand times what they were a year before."""
    pairs = list(years_with_before(scene))
    if not pairs:
        return
    columns = list(check.columns)
    amounts = scene.frame[columns].where(scene.frame[columns] > 0)
    grouped = amounts.groupby(scene.frame["return_number"])
    sizes = {name: getattr(grouped, name)() for name in ("sum", "median", "min", "max")}
    for column in columns:
        of = {name: made[column].to_dict() for name, made in sizes.items()}
        for pair in pairs:
            if scene.broken([column], *pair):
                continue
            by = {name: [found.get(one.number, 0.0) for one in pair] for name, found in of.items()}
            (least, least_before), (most, most_before) = by["min"], by["max"]
            if _is_thousandfold(*by["sum"]) and _is_thousandfold(*by["median"]):
                yield _whole_column(check, scene, pair, column, *by["sum"])
            elif most >= _LEAST * least_before > 0 or most_before >= _LEAST * least > 0:
                yield from _slips(check, scene, pair, column)  # two rows can be so far apart


def _rate_moved(
    check: AcrossCheck,
    scene: Scene,
    pair: Pair,
    group: Mapping[str, str],
    rates: tuple[float, float],
    by: list[str],
    limits: Span,
) -> Candidate:
    year, before = pair
    rows = scene.rows(year)
    for name, value in group.items():
        rows = rows[rows[name] == value]
    printer = scene.printer(year)
    label = ", ".join(printer.text(name, group[name]) for name in by)
    points = rates[0] - rates[1]
    told = (number_text(n, telling(points, 2)) for n in (*rates, abs(points)))
    value, expected, difference = told
    words = {"value": value, "expected": expected, "difference": difference}
    marked = rows_in(rows)  # what is doubtful there makes their rate doubtful
    cells = ((year.number, row, name) for row in marked for name in check.columns)
    return scene.tell(
        check,
        year,
        {**words, "other": small(before.period.title)},
        check.columns[0],
        message=load_default_words().limits.message(check.message, limits),
        rows=marked,
        reads=(*whole(pair, check.columns), *cells),
        row_key="|".join(group[name] for name in by),
        row_label=capital(label),
        difference=f"{'+' if points > 0 else '-'}{difference}",
    )


def _is_thousandfold(now: float, then: float) -> bool:
    """Tell whether two amounts are about a factor of a thousand apart, either way."""
    low, high = sorted((now, then))
    return low > 0 and _LEAST <= high / low <= _MOST


def _whole_column(
    check: AcrossCheck, scene: Scene, pair: Pair, column: str, now: float, then: float
) -> Candidate:
    year, before = pair
    rows = scene.rows(year)
    words = {"value": plain(now), "expected": plain(then), "other": small(before.period.title)}
    return scene.tell(
        check,
        year,
        {**words, **_thousandfold_words(year, column, now, then)},
        column,
        rows=rows_in(rows[rows[column] > 0]),
        reads=whole(pair, [column]),
        row_label=_WHOLE,
        doubts_sums=True,
        difference=signed(as_told(now - then)),
    )


def _slips(check: AcrossCheck, scene: Scene, pair: Pair, column: str) -> Iterator[Candidate]:
    both = paired(check, scene, *pair)
    now, before = both[column], both[f"{column}{OTHER}"]
    low, high = np.minimum(now, before), np.maximum(now, before)
    slipped = (low > 0) & (high >= _LEAST * low) & (high <= _MOST * low)
    for record in both[slipped].to_dict("records"):
        amounts = record[column], record[f"{column}{OTHER}"]
        words = _thousandfold_words(pair[0], column, *amounts)
        yield scene.tell_row(check, pair[0], pair, record, column, **words, doubts_sums=True)


def _thousandfold_words(one: BatchReturn, column: str, now: float, then: float) -> dict[str, str]:
    is_money = one.form.column(column).is_money
    return {"difference": _TIMES[now > then], "why": _OF_MONEY if is_money else _OF_COUNTS}
