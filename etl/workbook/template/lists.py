"""The lists behind the drop-downs: reference data and choices in, defined names out.

The one surprising thing: the lists stand on a very hidden sheet that is written last, so that the
cover stays first; until then a list is only a promised name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from xlsxwriter.workbook import Workbook

from etl.model import Agency, Area, Column, Form
from etl.reference import Reference

LIST_SHEET = "_danh_muc"

DISTRICTS = "DS_HUYEN"
_DISTRICT_CODES = "DS_MA_HUYEN"
_ALL_COMMUNES = "DS_XA"
_GROUPS = "DS_DAN_TOC"


class ChoiceLists:
    """The drop-down lists of one agency's workbook on the places of one day."""

    def __init__(self, agency: Agency, reference: Reference, on: dt.date) -> None:
        self._reference = reference
        self._on = on
        self._area = agency.area_code or None
        self._lists: dict[str, Sequence[str]] = {}
        self.districts = tuple(
            area for area in reference.districts(on) if agency.area_code in ("", area.code)
        )

    def source(self, form: Form, column: Column, first_row: int) -> str | None:
        """Give the formula of a column's drop-down, or None when it has none.

        `first_row` is the 1-based row of the first data cell: the communes on offer depend on
        the district chosen in the same row.
        """
        if column.type == "choice":
            return self._named(f"DS_{form.id}_{column.name}", tuple(column.choices.values()))
        if column.type == "ethnic_group":
            groups = self._reference.ethnic_groups()
            return self._named(_GROUPS, tuple(group.name for group in groups))
        if column.type == "district" and self.districts:
            return self._named(DISTRICTS, _names(self.districts))
        if column.type == "commune":
            return self._communes(form, first_row)
        return None

    def _communes(self, form: Form, first_row: int) -> str:
        by_district = {
            district.code: self._reference.communes(self._on, district.code)
            for district in self.districts
        }
        for code, communes in by_district.items():
            self._lists[_commune_list(code)] = _names(communes)
        if len(by_district) == 1:
            return f"={_commune_list(*by_district)}"
        letter = district_letter(form)
        if not by_district or letter is None:
            communes = self._reference.communes(self._on, self._area)
            return self._named(_ALL_COMMUNES, _names(communes))
        self._lists[DISTRICTS] = _names(self.districts)
        self._lists[_DISTRICT_CODES] = tuple(by_district)
        row = f"MATCH(${letter}{first_row},{DISTRICTS},0)"
        return f'=INDIRECT("{_commune_list("")}"&INDEX({_DISTRICT_CODES},{row}))'

    def _named(self, name: str, values: Sequence[str]) -> str:
        self._lists[name] = values
        return f"={name}"

    def write(self, workbook: Workbook) -> None:
        """Write every list that was asked for, one a column, and define its name."""
        sheet = workbook.add_worksheet(LIST_SHEET)
        for at, (name, values) in enumerate(self._lists.items()):
            letter = column_letter(at)
            sheet.write_string(0, at, name)
            for row, value in enumerate(values, start=1):
                sheet.write_string(row, at, value)
            address = f"={LIST_SHEET}!${letter}$2:${letter}${len(values) + 1}"
            workbook.define_name(name, address)
        sheet.very_hidden()


def district_letter(form: Form) -> str | None:
    """Give the letter of a form's district column, or None when it has none."""
    for at, column in enumerate(form.columns):
        if column.type == "district":
            return column_letter(at)
    return None


def column_letter(index: int) -> str:
    """Give the letter of a 0-based column: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _commune_list(district_code: str) -> str:
    return f"DS_XA_{district_code}"


def _names(areas: Sequence[Area]) -> tuple[str, ...]:
    return tuple(area.name for area in areas)
