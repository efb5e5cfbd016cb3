"""The period board as values: what is owed, what came, whose turn it is, how much is done.

In: a period and the registry's rows. Out: a `Board` of agencies × forms with rates. The one
surprising thing: a newer version that fails does not undo an older one that was accepted; the
cell shows the newer state and says which version is still in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from etl.contracts import load_forms
from etl.desk import queries
from etl.desk.queries import Row
from etl.model import Agency, Form, Period
from etl.reference import Reference
from etl.working_days import VIETNAM

Key = tuple[str, str]  # agency id, form id


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One obligation: an agency owes a form for the period."""

    agency: Agency
    form: Form
    state: str  # a key of words.STATES
    turn: str  # a key of words.TURNS
    due_on: dt.date
    extended: bool
    late: bool  # came after the due day, or has not come and the day has passed
    backfilled: bool  # was due before the system went into operation: never late
    row: Row = field(default_factory=dict)  # of board_returns, {} when nothing came

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
    cells: Mapping[Key, BoardCell]

    def cell(self, agency_id: str, form_id: str) -> BoardCell | None:
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
    def _judged(self) -> Sequence[BoardCell]:
        return [cell for cell in self.cells.values() if not cell.backfilled]

    @property
    def waiting_for(self) -> Mapping[str, int]:
        """How many returns wait for whom."""
        counts: dict[str, int] = {}
        for cell in self.cells.values():
            counts[cell.turn] = counts.get(cell.turn, 0) + 1
        return counts


def read_board(reference: Reference, period: Period, today: dt.date) -> Board:
    """Read a period's board from the registry."""
    key = {"period_key": period.key}
    rows = {(row["agency_id"], row["form_id"]): row for row in queries.rows("board_returns", **key)}
    return make_board(reference, period, queries.rows("obligations", **key), rows, today)


def make_board(
    reference: Reference,
    period: Period,
    owed: Sequence[Row],
    rows: Mapping[Key, Row],
    today: dt.date,
) -> Board:
    """Put obligations (rows of sql/desk/obligations.sql) and what came of them together."""
    forms = load_forms()
    agencies = {agency.id: agency for agency in reference.agencies(period.ends_on)}
    due = {(row["agency_id"], row["form_id"]): row for row in owed}
    cells = {}
    for agency_id, agency in agencies.items():
        for form_id, form in forms.items():
            if obligation := due.get((agency_id, form_id)):
                row = rows.get((agency_id, form_id), {})
                cells[agency_id, form_id] = _cell(agency, form, obligation, row, today)
    owing = {agency_id for agency_id, _ in cells}
    wanted = {form_id for _, form_id in cells}
    return Board(
        period,
        [agency for agency_id, agency in agencies.items() if agency_id in owing],
        [form for form_id, form in forms.items() if form_id in wanted],
        cells,
    )


def _cell(agency: Agency, form: Form, obligation: Row, row: Row, today: dt.date) -> BoardCell:
    due_on, let_off = obligation["due_on"], bool(obligation["is_let_off"])
    backfilled = bool(obligation["is_backfilled"])
    late = _late(row, due_on, today) and not backfilled and not (let_off and not row)
    state = _state(row, late, waived=let_off)
    turn = turn_of(state)
    extended = obligation["is_extended"]
    return BoardCell(agency, form, state, turn, due_on, extended, late, backfilled, row)


def turn_of(state: str) -> str:
    """Tell whose turn it is for a return in a state."""
    return {
        "needs_confirmation": "agency_explain",
        "under_review": "steward",
        "missing": "agency_send",
        "late": "agency_send",
        "rejected": "agency_fix",
        "awaiting_signature": "agency_sign",
        "received": "machine",
    }.get(state, "nobody")


def _state(row: Row, late: bool, *, waived: bool) -> str:
    state = str(row["state"]) if row else "late" if late else "missing"
    if state in ("withdrawn", "superseded"):  # the newest version does not count any more
        state = "accepted" if row["accepted_version"] is not None else "missing"
    if waived and state not in ("received", "accepted"):
        return "waived"  # as the marts and the reminders have it
    explained = state == "needs_confirmation" and not row["unexplained_count"]
    return "under_review" if explained else state


def _late(row: Row, due_on: dt.date, today: dt.date) -> bool:
    if not row:
        return today > due_on
    first: dt.datetime = row["first_received_at"]
    return first.astimezone(VIETNAM).date() > due_on
