"""What each missing or failing return could move in each headline figure.

In: a board. Out: `Stakes`, a table of returns × figures between what stands now and what would
stand if all of them came as expected. The one surprising thing: nothing is extrapolated; a return
that was sent but not accepted counts with its own numbers, a missing one with the same agency's
numbers of a year earlier, and where neither exists the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl import registry, warehouse
from etl.desk import queries
from etl.desk.period_view import Board, ShownCell
from etl.desk.queries import Row
from etl.desk.uploads import READERS
from etl.judge import readings
from etl.model import CellValue, Table
from etl.wording import number_text, percent_text

Numbers = Mapping[str, float]
POVERTY = "poverty_rate"
_POOR, _ALL = "poor_minority_household_count", "minority_household_count"


@dataclass(frozen=True, slots=True)
class HeadlineFigure:
    """A column: what it counts, as printed, and the form it stands on."""

    name: str
    title: str
    form_id: str
    decimals: int = 0


FIGURES = (
    HeadlineFigure("new_count", "Khởi công mới (công trình)", "works"),
    HeadlineFigure("carried_over_count", "Chuyển tiếp, trả nợ (công trình)", "works"),
    HeadlineFigure("maintained_count", "Duy tu, bảo dưỡng (công trình)", "works"),
    HeadlineFigure("works_disbursed_million_vnd", "Vốn công trình (triệu đồng)", "works", 1),
    HeadlineFigure("project_count", "Hỗ trợ sản xuất (dự án)", "support_projects"),
    HeadlineFigure(
        "projects_disbursed_million_vnd", "Vốn hỗ trợ sản xuất (triệu đồng)", "support_projects", 1
    ),
    HeadlineFigure(POVERTY, "Tỷ lệ hộ nghèo DTTS trên hộ DTTS", "poverty", 2),
    HeadlineFigure("collective_count", "Khen thưởng (tập thể)", "commendations"),
    HeadlineFigure("individual_count", "Khen thưởng (cá nhân)", "commendations"),
)
_UNKNOWN = "?"
_SENT = "Bản đã gửi, chưa được chấp nhận"
_YEAR_BEFORE = "Số liệu cùng kỳ năm trước"
_NOTHING = "Chưa có căn cứ: chưa gửi và không có số liệu cùng kỳ năm trước"
_OTHER_LINE = "Không so sánh được: áp dụng chuẩn nghèo khác"


@dataclass(frozen=True, slots=True)
class Stake:
    """A return that is not in force, and what it could move."""

    cell: ShownCell
    moves: Mapping[str, str]  # figure → as printed
    basis: str  # where the estimate comes from


@dataclass(frozen=True, slots=True)
class Stakes:
    """All returns that are not in force, with the figures that they could move."""

    figures: Sequence[HeadlineFigure]
    rows: Sequence[Stake]
    now: Mapping[str, str]  # figure → as printed
    then: Mapping[str, str]  # if all of them came as expected
    others: Sequence[ShownCell]  # no headline figure stands on them

    @property
    def unknown_count(self) -> int:
        """Count the returns of which nothing says what they could bring."""
        return sum(_UNKNOWN in row.moves.values() for row in self.rows)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What an open return is expected to bring: a table, if there is one, and whose it is."""

    cell: ShownCell
    table: Table | None
    basis: str


NO_STAKES = Stakes((), (), {}, {}, ())


def stakes_of(board: Board) -> Stakes:
    """Give the stakes of a board's open returns, in the order of the board."""
    open_cells = [cell for cell in board.cells.values() if not cell.done]
    owed = {figure.form_id for figure in FIGURES}
    weighty = [cell for cell in open_cells if cell.form.id in owed]
    figures = [f for f in FIGURES if f.form_id in {cell.form.id for cell in weighty}]
    if not weighty:
        return Stakes((), (), {}, {}, open_cells)
    before = _tables_of_year_before(board, weighty)
    now = queries.rows("headline_now", period_key=board.period.key)[0]
    grounds = _grounds(weighty, before, _sent_tables(weighty))
    standard = str(now["standard"] or "") or _usual_standard(grounds)
    found = [(ground.cell, *_expected(ground, standard)) for ground in grounds]
    rows = [
        Stake(cell, _moves(figures, cell, numbers, now), basis) for cell, numbers, basis in found
    ]
    return Stakes(
        figures,
        rows,
        now=_values(figures, now),
        then=_values(figures, _sum_of(now, [numbers for _, numbers, _ in found])),
        others=[cell for cell in open_cells if cell.form.id not in owed],
    )


def numbers_of(form_id: str, table: Table) -> Numbers:
    """Give what a table adds to the headline figures, by column of headline_now; {} for others."""
    if form_id == "works":
        kinds = table.values.get("kind", ())
        return {
            **{f"{kind}_count": _count(kinds, kind) for kind in _KINDS},
            "works_disbursed_million_vnd": _sum(table, "disbursed_million_vnd"),
        }
    if form_id == "support_projects":
        return {
            "project_count": float(len(table.rows)),
            "projects_disbursed_million_vnd": _sum(table, "disbursed_million_vnd"),
        }
    if form_id == "poverty":
        return {_POOR: _sum(table, _POOR), _ALL: _sum(table, _ALL)}
    if form_id == "commendations":
        kinds = table.values.get("recipient_type", ())
        return {f"{kind}_count": _count(kinds, kind) for kind in ("collective", "individual")}
    return {}


_KINDS = ("new", "carried_over", "maintained")


def _grounds(
    cells: Iterable[ShownCell],
    before: Mapping[tuple[str, str], Table],
    sent: Mapping[tuple[str, str], Table],
) -> list[_Ground]:
    """Give for each return the table that its numbers are expected from: its own before others."""
    grounds: list[_Ground] = []
    for cell in cells:
        own = sent.get((cell.row["sha256"], cell.form.id)) if cell.row else None
        earlier = before.get((cell.agency.id, cell.form.id))
        grounds.append(
            _Ground(cell, earlier, _YEAR_BEFORE) if own is None else _Ground(cell, own, _SENT)
        )
    return grounds


def _usual_standard(grounds: Sequence[_Ground]) -> str:
    """Give the poverty standard of most returns, those that were sent before all others."""
    for basis in (_SENT, _YEAR_BEFORE):
        counts = Counter(
            standard
            for ground in grounds
            if ground.basis == basis and ground.cell.form.id == "poverty"
            for standard in _standards(ground.table)
        )
        if counts:
            return counts.most_common(1)[0][0]
    return ""


def _standards(table: Table | None) -> set[str]:
    named = table.values.get("standard", ()) if table else ()
    return {str(standard) for standard in named if standard is not None}


def _expected(ground: _Ground, standard: str) -> tuple[Numbers | None, str]:
    """Give the numbers that a return is expected to bring, and where they come from."""
    if ground.table is None:
        return None, _NOTHING
    form_id = ground.cell.form.id
    if form_id == "poverty" and standard and _standards(ground.table) != {standard}:
        return None, _OTHER_LINE  # rates under two standards are never mixed
    return numbers_of(form_id, ground.table), ground.basis


def _moves(
    figures: Sequence[HeadlineFigure], cell: ShownCell, numbers: Numbers | None, now: Row
) -> Mapping[str, str]:
    own = [figure for figure in figures if figure.form_id == cell.form.id]
    if numbers is None:
        return {figure.name: _UNKNOWN for figure in own}
    return {figure.name: _move(figure, numbers, now) for figure in own}


def _move(figure: HeadlineFigure, numbers: Numbers, now: Row) -> str:
    if figure.name != POVERTY:
        return f"+{number_text(numbers[figure.name], figure.decimals)}"
    with_it = _rate(_sum_of(now, [numbers]))
    without = _rate(now)
    if with_it is None or without is None:
        return "" if with_it is None else percent_text(with_it)
    points = with_it - without
    sign = "+" if points > 0 else "-" if points < 0 else ""
    return f"{sign}{number_text(abs(points), 2)} điểm phần trăm"


def _values(figures: Iterable[HeadlineFigure], row: Mapping[str, object]) -> Mapping[str, str]:
    return {figure.name: _value(figure, row) for figure in figures}


def _value(figure: HeadlineFigure, row: Mapping[str, object]) -> str:
    if figure.name == POVERTY:
        rate = _rate(row)
        return "Chưa có" if rate is None else percent_text(rate)
    value = row[figure.name]
    return "Chưa có" if value is None else number_text(_number(value), figure.decimals)


def _rate(row: Mapping[str, object]) -> float | None:
    households = _number(row[_ALL])
    return 100 * _number(row[_POOR]) / households if households else None


def _sum_of(now: Row, added: Sequence[Numbers | None]) -> dict[str, object]:
    total: dict[str, object] = dict(now)
    for numbers in added:
        for name, value in (numbers or {}).items():
            total[name] = _number(total[name]) + value
    return total


def _tables_of_year_before(
    board: Board, cells: Sequence[ShownCell]
) -> Mapping[tuple[str, str], Table]:
    key = board.period.year_before_key
    wanted = [(cell.form.id, cell.agency.id, key) for cell in cells]
    with warehouse.transaction("steward") as conn:
        related = registry.tables_in_force(conn, wanted)
    return {(agency_id, form_id): table for (form_id, agency_id, _), table in related.items()}


def _sent_tables(cells: Iterable[ShownCell]) -> Mapping[tuple[str, str], Table]:
    """Give the tables of the workbooks that were sent for returns, by hash and form."""
    hashes = list(dict.fromkeys(cell.row["sha256"] for cell in cells if cell.row))
    tables: dict[tuple[str, str], Table] = {}
    if not hashes:
        return tables  # and waits for no reader
    with READERS:
        read = readings.readings_of(hashes, on_fault=readings.left_out)
    for reading in read:
        for table in reading.tables:
            tables.setdefault((reading.sha256, table.form_id), table)
    return tables


def _count(values: Sequence[CellValue], wanted: str) -> float:
    return float(sum(value == wanted for value in values))


def _sum(table: Table, column: str) -> float:
    return sum(_number(value) for value in table.values.get(column, ()))


def _number(value: object) -> float:
    """Give a number of a cell or of a mart; 0 for what is none."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0
