"""What each missing or failing return could move in the headline figures.

In: a board. Out: one `Stake` for each obligation that is not in force, largest agencies as the
board orders them. The one surprising thing: nothing is extrapolated; a return that was sent but
not accepted counts with its own numbers, a missing one with the same agency's numbers of a year
earlier, and where neither exists the page says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl import readings, registry, warehouse
from etl.desk.period_view import Board, BoardCell
from etl.model import CellValue, Table
from etl.wording import number_text, percent_text

Numbers = Mapping[str, float]
_FIGURES: Mapping[str, tuple[str, str]] = {  # name: (as printed, unit)
    "new": ("công trình khởi công mới", "công trình"),
    "carried_over": ("công trình chuyển tiếp, trả nợ", "công trình"),
    "maintained": ("công trình duy tu, bảo dưỡng", "công trình"),
    "works_disbursed": ("vốn công trình đã giải ngân", "triệu đồng"),
    "projects": ("dự án hỗ trợ sản xuất", "dự án"),
    "projects_disbursed": ("vốn hỗ trợ sản xuất đã giải ngân", "triệu đồng"),
    "collectives": ("tập thể được khen thưởng", "tập thể"),
    "individuals": ("cá nhân được khen thưởng", "cá nhân"),
}
_SENT = "Bản cơ quan đã gửi, chưa được chấp nhận"
_YEAR_BEFORE = "Số liệu cùng kỳ năm trước của cơ quan"
_NOTHING = "Chưa có căn cứ: cơ quan chưa gửi và không có số liệu cùng kỳ năm trước"


@dataclass(frozen=True, slots=True)
class Stake:
    """An obligation that is not in force, and what it could move."""

    cell: BoardCell
    moves: tuple[str, ...]  # sentences for people
    basis: str  # where the estimate comes from


def stakes_of(board: Board) -> list[Stake]:
    """Give the stakes of a board's open obligations, in the order of the board."""
    open_cells = [cell for cell in board.cells.values() if not cell.done]
    if not open_cells:
        return []
    before = _tables_of_year_before(board, open_cells)
    return [_stake(cell, before.get((cell.agency.id, cell.form.id))) for cell in open_cells]


def _stake(cell: BoardCell, before: Table | None) -> Stake:
    own = _sent_table(cell) if cell.row else None
    table, basis = (own, _SENT) if own else (before, _YEAR_BEFORE)
    if table is None:
        return Stake(cell, (), _NOTHING)
    return Stake(cell, tuple(_sentences(cell.form.id, table)), basis)


def _tables_of_year_before(
    board: Board, cells: Sequence[BoardCell]
) -> Mapping[tuple[str, str], Table]:
    key = board.period.year_before_key
    wanted = [(cell.form.id, cell.agency.id, key) for cell in cells]
    with warehouse.transaction("steward") as conn:
        related = registry.tables_in_force(conn, wanted)
    return {(agency_id, form_id): table for (form_id, agency_id, _), table in related.items()}


def _sent_table(cell: BoardCell) -> Table | None:
    for reading in readings.readings_of([cell.row["sha256"]]):
        for table in reading.tables:
            if table.form_id == cell.form.id:
                return table
    return None


def _sentences(form_id: str, table: Table) -> list[str]:
    if form_id == "poverty":
        return _poverty(table)
    found = numbers_of(form_id, table)
    return [
        f"{_FIGURES[name][0]}: {number_text(value, 1 if 'disbursed' in name else 0)} "
        f"{_FIGURES[name][1]}"
        for name, value in found.items()
        if value
    ]


def numbers_of(form_id: str, table: Table) -> Numbers:
    """Give what a table contributes to the headline figures, by figure; {} for other forms."""
    if form_id == "works":
        kinds = table.values.get("kind", ())
        counts = {kind: float(sum(value == kind for value in kinds)) for kind in _KINDS}
        return {**counts, "works_disbursed": _sum(table, "disbursed_million_vnd")}
    if form_id == "support_projects":
        return {
            "projects": float(len(table.rows)),
            "projects_disbursed": _sum(table, "disbursed_million_vnd"),
        }
    return {}


_KINDS = ("new", "carried_over", "maintained")


def _poverty(table: Table) -> list[str]:
    poor = _sum(table, "poor_minority_household_count")
    households = _sum(table, "minority_household_count")
    if not households:
        return []
    return [
        f"tỷ lệ hộ nghèo dân tộc thiểu số: {percent_text(100 * poor / households)} "
        f"({number_text(poor, 0)} hộ nghèo trên {number_text(households, 0)} hộ dân tộc thiểu số)"
    ]


def _sum(table: Table, column: str) -> float:
    return float(sum(_number(value) for value in table.values.get(column, ())))


def _number(value: CellValue) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
