"""A new version beside the one in force: a scene in, questions about what was lost out.

The one surprising thing: how much may be lost without a question is dated data
(sql/seeds/threshold.csv), and where none is in force nothing is asked.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.model import CellValue, Table
from etl.validate.across.periods import plain
from etl.validate.across.scene import Scene
from etl.validate.ladder import Candidate
from etl.validate.returns import Return
from etl.validate.sentences import several
from etl.validate.standing import standing

_MOST_NAMED = 12


def losses(scene: Scene) -> Iterator[Candidate]:
    """Ask about rows, places and totals that a new version does not have any more."""
    for one in scene.judged():
        before = scene.version_before(one)
        # a version without rows that does not say why is asked for that already
        if before is not None and (one.table.rows or one.table.is_nil):
            yield from _rows(scene, one, before)
            yield from _places(scene, one, before)
            yield from _totals(scene, one, before)


def _rows(scene: Scene, one: Return, before: Return) -> Iterator[Candidate]:
    allowed = _threshold(scene, one, "version_rows_lost")
    now, then = len(one.table.rows), len(before.table.rows)
    if allowed is not None and then - now > allowed:
        yield _told(one, before, "history.fewer_rows", "", now, then)


def _places(scene: Scene, one: Return, before: Return) -> Iterator[Candidate]:
    column, allowed = one.form.exclusive, _threshold(scene, one, "version_places_lost")
    if not column or allowed is None:
        return
    now, then = _different(one.table, column), _different(before.table, column)
    gone = [place for place in then if place not in now]
    if len(gone) > allowed:
        printer = scene.printer(one)
        words = {"other": several([printer.text(column, place) for place in gone], _MOST_NAMED)}
        yield _told(
            one, before, "history.fewer_places", column, len(now), len(then), len(gone), words
        )


def _totals(scene: Scene, one: Return, before: Return) -> Iterator[Candidate]:
    allowed = _threshold(scene, one, "version_total_lost_pct")
    if allowed is None:
        return
    for column in one.form.columns:
        if column.totalled and column.name in one.table.values:
            now, then = _sum(one.table, column.name), _sum(before.table, column.name)
            if then > 0 and 100 * (then - now) >= allowed * then:
                yield _told(one, before, "history.lower_total", column.name, now, then)


def _told(
    one: Return,
    before: Return,
    rule_id: str,
    column: str,
    now: float,
    then: float,
    lost: float | None = None,
    more: dict[str, str] | None = None,
) -> Candidate:
    lost = then - now if lost is None else lost
    words = {
        "value": plain(now),
        "expected": plain(then),
        "difference": plain(lost),
        "column": one.form.column(column).header if column else "",
        **(more or {}),
    }
    return standing(
        one,
        rule_id,
        column,
        words,
        value=words["value"],
        expected=words["expected"],
        difference=f"-{words['difference']}",
        against=(before.key,),
    )


def _threshold(scene: Scene, one: Return, id: str) -> float | None:
    return scene.reference.threshold(id, one.period.ends_on)


def _different(table: Table, column: str) -> dict[CellValue, None]:
    return dict.fromkeys(v for v in table.values.get(column, ()) if v is not None)


def _sum(table: Table, column: str) -> float:
    numbers = (v for v in table.values.get(column, ()) if isinstance(v, int | float))
    return round(sum(numbers), 6)
