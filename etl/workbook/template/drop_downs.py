"""The lists behind the drop-downs: reference data and choices in, defined names out.

The one surprising thing: the lists stand on a very hidden sheet that is written last, so that the
cover stays first; until then a list is only a promised name.
"""

from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook

from etl.kinds import Listed, listed_kind
from etl.model import Agency, Column, Form
from etl.reference import Day

LIST_SHEET = "_danh_muc"


class ChoiceLists:
    """The drop-down lists of one agency's workbook on the lists of one day."""

    def __init__(self, agency: Agency, day: Day) -> None:
        self._day = day
        self._home = agency.area_code
        self._lists: dict[str, Sequence[str]] = {}

    def source(self, form: Form, column: Column, first_row: int) -> str | None:
        """Give the formula of a column's drop-down, or None when it has none.

        `first_row` is the 1-based row of the first data cell: where members lie in those of
        another column (communes in districts), those on offer depend on it.
        """
        kind = listed_kind(column)
        if kind is None:
            return None
        at = next((at for at, one in enumerate(form.columns) if one.type == kind.above), None)
        if at is not None:
            return self._dependent(
                kind, column, form.columns[at], f"${xl_col_to_name(at)}{first_row}"
            )
        name = f"{form.id}_{column.name}" if column.choices else kind.name
        members = kind.members(column, self._day, self._home)
        return self._named(name, members) if members else None

    def only(self, column: Column) -> str:
        """Name the place that an empty cell of a column means: the sender's, if that is one."""
        kind = listed_kind(column)
        own = kind.members(column, self._day, self._home) if kind and kind.is_place else {}
        return own.get(self._home, "")

    def _dependent(self, kind: Listed, column: Column, above: Column, cell: str) -> str:
        upper = listed_kind(above)
        assert upper is not None
        holders = upper.members(above, self._day, self._home)
        for number, holder in enumerate(holders, start=1):
            self._named(f"{kind.name}_{number}", kind.members(column, self._day, within=holder))
        if len(holders) == 1:
            return f"=DS_{kind.name}_1"
        chosen = f"MATCH({cell},{self._named(upper.name, holders)[1:]},0)"
        return f'=INDIRECT("DS_{kind.name}_"&{chosen})'

    def _named(self, name: str, members: Mapping[str, str]) -> str:
        self._lists[f"DS_{name}"] = tuple(members.values())
        return f"=DS_{name}"

    def write(self, workbook: Workbook) -> None:
        """Write every list that was asked for, one a column, and define its name."""
        sheet = workbook.add_worksheet(LIST_SHEET)
        for at, (name, values) in enumerate(self._lists.items()):
            letter = xl_col_to_name(at)
            sheet.write_string(0, at, name)
            for row, value in enumerate(values, start=1):
                sheet.write_string(row, at, value)
            address = f"={LIST_SHEET}!${letter}$2:${letter}${len(values) + 1}"
            workbook.define_name(name, address)
        sheet.very_hidden()
