"""Who owes what, as the handbook tells it: the reference lists and forms in, a `Body` each out.

A body is an agency, or all agencies of a kind that have places of their own. The one surprising
thing: the year that is told is no today's, so that pages do not change by themselves: it is the
first whole one under the newest line of sql/seeds/obligation.csv.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from etl.contracts import load_forms
from etl.kinds import each_columns, each_row
from etl.model import Agency, Form, Period, holds, period_kinds, within_year
from etl.reference import Reference
from etl.reference.senders import body_of, named_together
from etl.wording.names import name_key, skeleton


@dataclass(slots=True)
class Asked:
    """What one form asks of a body in a year."""

    form: Form
    periods: dict[str, Period] = field(default_factory=dict)  # by key, in order
    senders: set[str] = field(default_factory=set)
    sendings: int = 0  # of all senders in all periods
    lines: int = 0  # that are printed, in all sendings; an open table counts as one
    notes: dict[str, None] = field(default_factory=dict)  # what is assumed of its obligation

    @property
    def is_open(self) -> bool:
        """Whether the officer adds as many lines as there are things to tell of."""
        return not self.form.each

    @property
    def cells_of_line(self) -> int:
        """Cells of a line to be filled in: not those that are printed, nor room for reasons."""
        printed = each_columns(self.form) if self.form.each else ()
        asked = (column for column in self.form.columns if not column.explains)
        return sum(one.name not in printed and not one.is_level_of_sender for one in asked)

    @property
    def cells(self) -> int:
        """Cells that all senders fill in in the year; of open tables the least."""
        return self.lines * self.cells_of_line


@dataclass(frozen=True, slots=True)
class Body:
    """An agency, or those of all places of a kind, with what it owes."""

    id: str
    name: str
    agencies: tuple[Agency, ...]
    asked: Mapping[str, Asked]  # by form
    predecessors: tuple[str, ...]  # that have ended and whose tasks it has
    dates: Mapping[Period, dt.date]  # until when it sends what it owes for a period

    @property
    def slug(self) -> str:
        """The name of its page: small letters without signs."""
        return "-".join(map(skeleton, name_key(self.name).split()))

    def owed(self, period: Period) -> list[Form]:
        """Give the forms that it owes for a period, by number."""
        forms = (one.form for one in self.asked.values() if period.key in one.periods)
        return sorted(forms, key=lambda form: form.number)

    @property
    def sendings(self) -> int:
        """Forms that it sends in the year: those of each period, of all its agencies."""
        return sum(one.sendings for one in self.asked.values())

    @property
    def cells(self) -> int:
        """Cells that it fills in in the year; where it has open tables the least."""
        return sum(one.cells for one in self.asked.values())

    @property
    def is_open(self) -> bool:
        """Whether it has open tables."""
        return any(one.is_open for one in self.asked.values())


def told_year(reference: Reference) -> int:
    """Give the first whole year under the newest obligation."""
    newest = max(owed.valid_from for owed in reference.seeds.obligations)
    return newest.year + ((newest.month, newest.day) != (1, 1))


def bodies(reference: Reference, year: int) -> list[Body]:
    """Give all bodies that owe something in a year, in the order of the agencies."""
    asked: dict[str, dict[str, Asked]] = {}
    agencies: dict[str, dict[str, Agency]] = {}
    periods = within_year(year, period_kinds())
    for period in periods:
        for agency, form_id in reference.obligations(period):
            body = body_of(agency)
            agencies.setdefault(body, {})[agency.id] = agency
            for form in load_forms().values():
                if form.owed_as == form_id:
                    today = Asked(form.in_force(period.ends_on))
                    one = asked.setdefault(body, {}).setdefault(form.id, today)
                    _count(one, agency, period, reference)
    return [
        _body(id, tuple(agencies[id].values()), found, reference) for id, found in asked.items()
    ]


def _body(
    id: str, agencies: tuple[Agency, ...], asked: Mapping[str, Asked], reference: Reference
) -> Body:
    owed = {period for one in asked.values() for period in one.periods.values()}
    periods = sorted(owed, key=lambda period: (period.cut_off_on, -period.starts_on.toordinal()))
    last, (first, *_) = periods[-1].ends_on, agencies
    before = (one for one in reference.seeds.agencies if one.valid_to and one.valid_to <= last)
    ended = reference.seeds.stands_for(first, last) - {first.id}
    return Body(
        id,
        "; ".join(named_together(agencies, periods[-1], reference)),
        agencies,
        asked,
        tuple(one.name for one in before if one.id in ended),
        {period: reference.deadline(period, first) for period in periods},
    )


def _count(asked: Asked, agency: Agency, period: Period, reference: Reference) -> None:
    form = asked.form
    rows = each_row(form, form.each, reference.day_of(period), agency) if form.each else (None,)
    asked.periods[period.key] = period
    asked.senders.add(agency.id)
    asked.sendings += 1
    asked.lines += sum(1 for _ in rows)
    for owed in reference.seeds.obligations:
        is_this = (owed.form_id, owed.frequency) == (form.owed_as, period.kind)
        if is_this and owed.binds(agency) and holds(owed.valid_from, owed.valid_to, period.ends_on):
            asked.notes |= {owed.note: None} if owed.note else {}
