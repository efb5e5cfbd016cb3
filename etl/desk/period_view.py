"""The period board as values: what is owed, what came, whose turn it is, how much is done.

In: a period. Out: a `Board` of agencies × forms with rates, as registry.obligation_standing says
where each obligation stands. The one surprising thing: a newer version that fails does not undo an
older one that was accepted; the cell shows the newer state and says which version is in force.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.contracts import load_forms
from etl.desk import queries
from etl.desk.queries import Row
from etl.model import Agency, Form, Period
from etl.reference import Reference

Key = tuple[str, str]  # agency id, form id


@dataclass(frozen=True, slots=True)
class PeriodCell:
    """One obligation: an agency owes a form for the period."""

    agency: Agency
    form: Form
    state: str  # a key of words.STATES
    turn: str  # a key of words.TURNS
    due_on: dt.date
    extended: bool
    late: bool  # came after the due day, or has not come and the day has passed
    backfilled: bool  # was due before the system went into operation: never late
    row: Row = field(default_factory=dict)  # of sql/desk/board.sql, {} when nothing came

    @property
    def done(self) -> bool:
        """Whether some version is in force, or nothing is asked for any more."""
        return self.state == "waived" or self.row.get("accepted_version") is not None

    @property
    def waiting(self) -> bool:
        """Whether somebody still has to do something."""
        return self.turn != "nobody"


@dataclass(frozen=True, slots=True)
class Board:
    """A period's obligations with what they amount to."""

    period: Period
    agencies: Sequence[Agency]
    forms: Sequence[Form]
    cells: Mapping[Key, PeriodCell]

    def cell(self, agency_id: str, form_id: str) -> PeriodCell | None:
        """Give an obligation, or None when the agency does not owe the form."""
        return self.cells.get((agency_id, form_id))

    @property
    def due_on(self) -> dt.date | None:
        """The regular due day of most obligations; None when nothing is owed."""
        days = [cell.due_on for cell in self.cells.values() if not cell.extended]
        return max(set(days), key=days.count) if days else None

    @property
    def owed_count(self) -> int:
        """How many returns are owed."""
        return len(self.cells)

    @property
    def done_count(self) -> int:
        """How many are in force or waived."""
        return sum(cell.done for cell in self.cells.values())

    @property
    def due_count(self) -> int:
        """How many came, or should have come by today; what is back-filled is not judged."""
        return sum(bool(cell.row) or cell.late for cell in self._judged)

    @property
    def on_time_count(self) -> int:
        """How many of those came by their due day."""
        return sum(bool(cell.row) and not cell.late for cell in self._judged)

    @property
    def backfilled_count(self) -> int:
        """How many were due before the system went into operation."""
        return sum(cell.backfilled for cell in self.cells.values())

    @property
    def _judged(self) -> Sequence[PeriodCell]:
        return [cell for cell in self.cells.values() if not cell.backfilled]

    @property
    def waiting_for(self) -> Mapping[str, int]:
        """How many returns wait for whom."""
        counts: dict[str, int] = {}
        for cell in self.cells.values():
            counts[cell.turn] = counts.get(cell.turn, 0) + 1
        return counts


def read_board(reference: Reference, period: Period) -> Board:
    """Read a period's board from the registry."""
    return make_board(reference, period, queries.rows("board", period_key=period.key))


def make_board(reference: Reference, period: Period, rows: Sequence[Row]) -> Board:
    """Put obligations (rows of sql/desk/board.sql) in the order of agencies and forms."""
    forms = load_forms()
    agencies = {agency.id: agency for agency in reference.agencies(period.ends_on)}
    owed = {(row["agency_id"], row["form_id"]): row for row in rows}
    cells = {
        (agency_id, form_id): _cell(agency, form, owed[agency_id, form_id])
        for agency_id, agency in agencies.items()
        for form_id, form in forms.items()
        if (agency_id, form_id) in owed
    }
    owing = {agency_id for agency_id, _ in cells}
    wanted = {form_id for _, form_id in cells}
    return Board(
        period,
        [agency for agency_id, agency in agencies.items() if agency_id in owing],
        [form for form_id, form in forms.items() if form_id in wanted],
        cells,
    )


def _cell(agency: Agency, form: Form, row: Row) -> PeriodCell:
    return PeriodCell(
        agency,
        form,
        row["board_state"],
        row["turn"],
        row["due_on"],
        row["is_extended"],
        row["is_late"],
        row["is_backfilled"],
        row if row["return_id"] is not None else {},
    )
