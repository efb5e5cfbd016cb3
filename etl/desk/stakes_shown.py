"""What open returns of a board could move, as its page says it: a board in, printed numbers out.

The one surprising thing: here too nothing is computed; what is assumed of each return, and what
follows from it, is `etl/registry/stakes.py`'s to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl import warehouse
from etl.contracts.indicators import Indicator
from etl.desk.period_view import Board, PeriodCell
from etl.desk.uploads import READERS
from etl.judge import readings
from etl.model import Table
from etl.registry.stakes import Stake, Way, at_stake
from etl.wording import capital, number_text, percent_text

UNKNOWN = "?"
_NONE_YET = "Chưa có"
_WAYS: Mapping[Way, str] = {
    "sent": "Bản đã gửi, chưa được chấp nhận",
    "year_before": "Số liệu cùng kỳ năm trước",
    "average": "Bình quân của các cơ quan đã có số liệu được tính",
    "apart": "Không so sánh được: số liệu thuộc phần không được cộng chung, ví dụ chuẩn nghèo khác",
    "nothing": "Chưa có căn cứ: chưa gửi và không có số liệu cùng kỳ năm trước",
}


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
    with warehouse.transaction("steward") as conn:
        found = at_stake(conn, board.period, list(open_cells), sent)
    by_id = {one.id: one for one in found.indicators}
    weighty = {(one.agency_id, one.form_id): one for one in found.rows}
    rows = [_stake(one, open_cells[key], by_id, found.now) for key, one in weighty.items()]
    return BoardStakes(
        {one.id: f"{capital(one.name)} ({one.unit})" for one in found.indicators},
        rows,
        now={id_: _level(by_id[id_], value) for id_, value in found.now.items()},
        then={id_: _level(by_id[id_], value) for id_, value in found.then.items()},
        others=[cell for key, cell in open_cells.items() if key not in weighty],
    )


def _stake(
    one: Stake, cell: PeriodCell, by_id: Mapping[str, Indicator], now: Mapping[str, float | None]
) -> BoardStake:
    moves = {id_: _move(by_id[id_], moved, now[id_]) for id_, moved in one.moves.items()}
    ways = dict.fromkeys(_WAYS[way] for way in one.ways.values())
    return BoardStake(cell, moves, "; ".join(ways))


def _move(one: Indicator, moved: float | None, now: float | None) -> str:
    if moved is None:
        return UNKNOWN
    if one.denominator is None:
        return f"+{number_text(moved, _decimals(one))}"
    if now is None:
        return percent_text(moved)
    sign = "+" if moved > 0 else "-" if moved < 0 else ""
    return f"{sign}{number_text(abs(moved), 2)} điểm phần trăm"


def _level(one: Indicator, value: float | None) -> str:
    if value is None:
        return _NONE_YET
    return percent_text(value) if one.denominator else number_text(value, _decimals(one))


def _decimals(one: Indicator) -> int:
    return 1 if one.rounding == "million" else 0


def _sent_tables(cells: Iterable[PeriodCell]) -> Mapping[tuple[str, str], Table]:
    """Give the tables of the workbooks that were sent for returns, by agency and form."""
    sent = {
        (cell.row["sha256"], cell.form.id): (cell.agency.id, cell.form.id)
        for cell in cells
        if cell.row
    }
    tables: dict[tuple[str, str], Table] = {}
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
