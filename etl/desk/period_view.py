"""The period board as values: what is owed, what came, whose turn it is, how much is done.

In: a period. Out: a `Board` of agencies × forms with rates, as registry.obligation_standing says
where each obligation stands, and what its open returns could move, as etl/registry/stakes.py says.
The one surprising thing: a newer version that fails does not undo an older one that was accepted;
the cell shows the newer state and says which version is in force.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from etl.contracts import load_forms
from etl.contracts.indicators import Indicator
from etl.desk import queries
from etl.desk.queries import Row
from etl.desk.uploads import READERS
from etl.judge import readings
from etl.model import Agency, Form, Period, Table
from etl.reference import Reference
from etl.registry.stakes import Way, at_stake
from etl.wording import capital, number_text, percent_text

Key = tuple[str, str]  # agency id, form id
UNKNOWN = "?"
_WAYS: Mapping[Way, str] = {
    "sent": "Bản đã gửi, chưa được chấp nhận",
    "year_before": "Số liệu cùng kỳ năm trước",
    "average": "Bình quân của các cơ quan đã có số liệu được tính",
    "apart": "Không so sánh được: số liệu thuộc phần không được cộng chung, ví dụ chuẩn nghèo khác",
    "nothing": "Chưa có căn cứ: chưa gửi và không có số liệu cùng kỳ năm trước",
}


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
    row: Row  # of sql/desk/board.sql, {} when nothing came

    @property
    def done(self) -> bool:
        """Whether some version is in force, or nothing is asked for any more."""
        return self.state == "waived" or self.row.get("accepted_version") is not None


@dataclass(frozen=True, slots=True)
class Board:
    """A period's obligations with what they amount to."""

    period: Period
    agencies: Sequence[Agency]
    forms: Sequence[Form]
    cells: Mapping[Key, PeriodCell]
    due_on: dt.date | None  # the regular due day of most obligations; None when nothing is owed
    owed_count: int
    done_count: int  # in force or waived
    backfilled_count: int  # due before the system went into operation
    due_count: int  # came, or should have come by today; what is back-filled is not judged
    on_time_count: int  # came by their due day, of those
    waiting_for: Mapping[str, int]  # how many returns wait for whom

    def cell(self, agency_id: str, form_id: str) -> PeriodCell | None:
        """Give an obligation, or None when the agency does not owe the form."""
        return self.cells.get((agency_id, form_id))


def read_board(reference: Reference, period: Period) -> Board:
    """Read a period's board from the registry."""
    return make_board(reference, period, queries.rows("board", period_key=period.key))


def make_board(reference: Reference, period: Period, rows: Sequence[Row]) -> Board:
    """Put obligations (rows of sql/desk/board.sql) in the order of agencies and forms."""
    agencies, forms = reference.agencies(period.ends_on), load_forms().values()
    owed = {(row["agency_id"], row["form_id"]): row for row in rows}
    cells = {
        key: PeriodCell(
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
        for agency in agencies
        for form in forms
        if (row := owed.get(key := (agency.id, form.id)))
    }
    all_cells = cells.values()
    due_days = Counter(cell.due_on for cell in all_cells if not cell.extended).most_common(1)
    judged = [cell for cell in all_cells if not cell.backfilled]
    return Board(
        period,
        list({cell.agency.id: cell.agency for cell in all_cells}.values()),
        [form for form in forms if any(form is one.form for one in all_cells)],
        cells,
        due_on=due_days[0][0] if due_days else None,
        owed_count=len(cells),
        done_count=sum(cell.done for cell in all_cells),
        backfilled_count=len(cells) - len(judged),
        due_count=sum(bool(cell.row) or cell.late for cell in judged),
        on_time_count=sum(bool(cell.row) and not cell.late for cell in judged),
        waiting_for=Counter(cell.turn for cell in all_cells),
    )


@dataclass(frozen=True, slots=True)
class BoardStake:
    """A return that is not in force, and what it could move."""

    cell: PeriodCell
    moves: Mapping[str, str]  # indicator → as printed
    basis: str  # where the estimate comes from


@dataclass(frozen=True, slots=True)
class BoardStakes:
    """All returns that are not in force, with the indicators that they could move."""

    titles: Mapping[str, str]  # of each indicator, with its unit
    rows: Sequence[BoardStake]
    now: Mapping[str, str]  # indicator → as printed
    then: Mapping[str, str]  # if all of them came as expected
    others: Sequence[PeriodCell]  # no headline indicator stands on them

    @property
    def unknown_count(self) -> int:
        """Count the returns of which nothing says what they could bring."""
        return sum(UNKNOWN in row.moves.values() for row in self.rows)


NO_STAKES = BoardStakes({}, (), {}, {}, ())


def stakes_of(board: Board) -> BoardStakes:
    """Give the stakes of a board's open returns, in the order of the board."""
    open_cells = {key: cell for key, cell in board.cells.items() if not cell.done}
    sent = _sent_tables(open_cells.values())
    found = queries.transact(at_stake, board.period, list(open_cells), sent)
    by_id = {one.id: one for one in found.indicators}
    rows = [
        BoardStake(
            open_cells[one.agency_id, one.form_id],
            {id: _move(by_id[id], moved, found.now[id]) for id, moved in one.moves.items()},
            "; ".join(dict.fromkeys(_WAYS[way] for way in one.ways.values())),
        )
        for one in found.rows
    ]
    weighty = {(one.agency_id, one.form_id) for one in found.rows}
    return BoardStakes(
        {one.id: f"{capital(one.name)} ({one.unit})" for one in found.indicators},
        rows,
        now={id: _level(by_id[id], value) for id, value in found.now.items()},
        then={id: _level(by_id[id], value) for id, value in found.then.items()},
        others=[cell for key, cell in open_cells.items() if key not in weighty],
    )


def _move(one: Indicator, moved: float | None, now: float | None) -> str:
    if moved is None:
        return UNKNOWN
    if one.denominator is None:
        return f"+{_level(one, moved)}"
    if now is None:
        return percent_text(moved)
    sign = "+" if moved > 0 else "-" if moved < 0 else ""
    return f"{sign}{number_text(abs(moved), 2)} điểm phần trăm"


def _level(one: Indicator, value: float | None) -> str:
    if value is None:
        return "Chưa có"
    if one.denominator:
        return percent_text(value)
    return number_text(value, 1 if one.rounding == "million" else 0)


def _sent_tables(cells: Collection[PeriodCell]) -> Mapping[Key, Table]:
    """Give the tables of the workbooks that were sent for returns, by agency and form."""
    sent = {
        (cell.row["sha256"], cell.form.id): (cell.agency.id, cell.form.id)
        for cell in cells
        if cell.row
    }
    tables: dict[Key, Table] = {}
    if not sent:
        return tables  # and waits for no reader
    with READERS:
        hashes = list(dict.fromkeys(sha256 for sha256, _ in sent))
        read = readings.readings_of(hashes, on_fault=readings.left_out)
    for reading in read:
        for table in reading.tables:
            if owed := sent.get((reading.sha256, table.form_id)):
                tables.setdefault(owed, table)
    return tables
