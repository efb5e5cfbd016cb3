"""One found table read whole: its place on a sheet in, a `Table` with its findings out.

The one surprising thing: everything is done column by column; a row exists only as a position in
the columns until someone must be told about it.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from etl.kinds import (
    each_columns,
    kind_of,
    listed_kind,
    place_columns,
    place_kinds,
    said_of,
    trouble,
)
from etl.kinds.listed import stated_choice
from etl.model import Agency, CellValue, Column, Severity, Table
from etl.reference import Day
from etl.wording import number_text
from etl.workbook.issued.cells.grid import Broken, as_text, plain
from etl.workbook.issued.records import extras, money
from etl.workbook.issued.records.headings import carried_values, fill_blocks, hearing
from etl.workbook.issued.records.rows import sort_rows
from etl.workbook.issued.records.telling import Read, cell_finding, nil_said, told
from etl.workbook.issued.records.totals import amount, read_totals, told_totals
from etl.workbook.issued.senders.titles import lines_above
from etl.workbook.issued.tables.found import Found
from etl.workbook.issued.values.columns import number_texts, type_measured
from etl.workbook.issued.values.numbers import Notation, notation_of
from etl.workbook.issued.values.texts import text_reader
from etl.workbook.issued.values.trouble import Typed
from etl.workbook.units import NAMES, to_millions

_ORDINARY = frozenset({str, float, int, bool, dt.date, dt.datetime})


def read_table(found: Found, day: Day, agency: Agency | None) -> Read:
    """Read one table; `day` is that whose places count, `agency` its sender when known."""
    return _TableReader(found, day, agency).read()


class _TableReader:
    def __init__(self, found: Found, day: Day, agency: Agency | None) -> None:
        self.found = found
        self.day = day
        self.agency = agency
        code = agency.area_code if agency else ""
        self.own = day.reference.area_codes(day.on).get(code)  # place of the sender, if it has one
        self.level = day.reference.level_of(code, day.on) if agency else ""
        self.rows = sort_rows(found, hearing(day))
        columns = list(zip(*[found.sheet.rows[at] for at in self.rows.data], strict=True))
        self.raw: dict[str, list[Any]] = {  # cells of the records by column
            name: list(columns[position]) if columns else []
            for name, position in found.columns.items()
        }
        self.typed: dict[str, Typed] = {}
        self.notations: dict[str, Notation | None] = {}
        self.factors, self.unit_findings = money.factors(found)

    def read(self) -> Read:
        found, form = self.found, self.found.form
        self._leave_untouched()
        self._join_continuations()
        self._fill_merged()
        self._fill_blocks()
        self.notations = self._notations()
        home = self._home(place_kinds()[0].above)
        carried = carried_values(form, self.rows.groups, self.rows.data, self.day, home)
        for column in form.columns:
            self.typed[column.name] = self._type(column, carried)
        extras.told_merges(found, self.rows.data, self.typed)
        extras.told_cells(found, self.rows.data, self.typed)
        self._convert_money()
        said = nil_said(found, self.rows)
        table = Table(
            form_id=form.id,
            sheet=found.sheet.name,
            rows=tuple(map(found.row_no, self.rows.data)),
            letters=self._letters(),
            values={name: typed.values for name, typed in self.typed.items()},
            raw={name: _plain(cells, self.typed[name]) for name, cells in self.raw.items()},
            marks={
                (at, name): mark
                for name, typed in self.typed.items()
                for at, mark in typed.marks.items()
            },
            totals=read_totals(found, self.rows, self._amount),
            is_nil=said is not None,
        )
        findings = [*self.unit_findings, *told(found, table, self.typed)]
        findings += told_totals(found, self.rows, self.typed)
        if said is not None and table.rows:
            denied = trouble("nil_with_rows", "", count=number_text(len(table.rows)))
            findings.insert(0, cell_finding(found, [said], denied))
        elif said is not None and form.never_nil:
            doubted = trouble("never_nil", "", "", Severity.WARNING, form=form.title)
            findings.insert(0, cell_finding(found, [said], doubted))
        return Read(found, self.rows, table, findings)

    def _leave_untouched(self) -> None:
        """Take the printed rows of a form for none when nobody wrote anything into any of them."""
        form = self.found.form
        printed = {*form.key, *each_columns(form)}
        typed_into = [cells for name, cells in self.raw.items() if name not in printed]
        if form.each and typed_into and all(set(cells) <= {""} for cells in typed_into):
            self.rows = replace(self.rows, data=[])
            self.raw = {name: [] for name in self.raw}

    def _join_continuations(self) -> None:
        """Append the texts of continuation rows to the record they belong to."""
        place = {row: at for at, row in enumerate(self.rows.data)}
        for row, record in self.rows.joined.items():
            at = place[record]
            for name, position in self.found.columns.items():
                more, cell = self.found.sheet.rows[row][position], self.raw[name][at]
                if isinstance(more, str) and more.strip() and not isinstance(cell, Broken):
                    self.raw[name][at] = f"{as_text(cell)} {more}".strip()

    def _fill_merged(self) -> None:
        """Give covered cells the value of their merged cell, as people read it; amounts aside."""
        cells = extras.covered(self.found)
        for column in self.found.present if cells else ():
            position, raw = self.found.columns[column.name], self.raw[column.name]
            for at, row in enumerate(self.rows.data if "" in raw else ()):
                home = cells.get((row, position))
                if home is not None and raw[at] == "":
                    value = self.found.sheet.rows[home][position]
                    if extras.is_shared_safely(column, value):
                        raw[at] = value

    def _fill_blocks(self) -> None:
        """Give the rows of a block its place, where the column names each only once."""
        headings = [group.row for group in self.rows.groups]
        form = self.found.form
        placed = [column.name for column in place_columns(form)[::-1]]
        chain = [*placed, *(name for name in form.key if name not in placed)]
        for name, below in pairwise(chain[: len(placed) + 1]):
            raw = self.raw.get(name)
            if name == placed[-1] and self.found.how != "headers":
                continue  # the blank form asks for it in every row
            if raw and "" in raw and below in self.raw:
                self.raw[name] = fill_blocks(raw, self.rows.data, headings)

    def _notations(self) -> dict[str, Notation | None]:
        """Give the notation of each number column, from its own texts or those of the sheet."""
        texts = {
            column.name: number_texts(column, self.raw[column.name])
            for column in self.found.present
            if kind_of(column).is_number
        }
        whole, _ = notation_of(text for column in texts.values() for text in column)
        return {name: notation_of(own)[0] or whole for name, own in texts.items()}

    def _amount(self, column: Column, cell: Any) -> float | None:
        notation, factor = self.notations.get(column.name), self.factors.get(column.name, 1.0)
        return amount(column, cell, notation, factor)

    def _type(self, column: Column, carried: Mapping[str, Sequence[str]]) -> Typed:
        name, count = column.name, len(self.rows.data)
        if column.of:  # whatever became of the cell, the list says it
            listed, of = self.found.form.column(column.of), self.typed[column.of].values
            return Typed([said_of(column, listed, member, self.day) for member in of])
        given, raw = carried.get(name), self.raw.get(name)
        if raw is None:
            values: list[CellValue] = [value or None for value in given or ()]
            default = self._implied(column)
            if column.is_stated_above:  # one choice may hold for all rows of a sheet
                default = stated_choice(column, (line.text for line in lines_above(self.found)))
            return Typed(values or [default or None] * count)
        if kind_of(column).is_measured:
            if self.factors.get(name, 1.0) != 1.0:  # "900.000.000 đồng" on a sheet in đồng
                column = replace(column, unit=NAMES[self.factors[name]])
            typed = type_measured(column, raw, self.notations.get(name))
        else:
            within = self._within(column)
            typed = text_reader(self.found.form, column, self.day, within).read(raw)
            self._refuse_of_others(column, typed, raw)
        home = self._implied(column)  # who has one place need not name it in every row
        for at, cell in enumerate(raw if given or home else ()):
            if cell == "" and (value := (given[at] if given else "") or home):
                typed.values[at] = value
        return typed

    def _implied(self, column: Column) -> str:
        """Give what an empty cell means, since the sender can have nothing else; "" for nothing."""
        if column.is_level_of_sender:
            return self.level if self.level in column.choices else ""
        return self._home(column.type)

    def _refuse_of_others(self, column: Column, typed: Typed, raw: Sequence[Any]) -> None:
        """Refuse the members of a list that are printed for others than the sender."""
        kind, agency = listed_kind(column), self.agency
        if kind is None or kind.is_place or agency is None:
            return
        named = {*typed.values} - {None}
        others = {value for value in named if not kind.is_of(str(value), agency, self.day)}
        for at in [at for at, value in enumerate(typed.values) if others and value in others]:
            typed.fail(at, trouble("unknown_member.of_others", raw[at], what=kind.word))

    def _home(self, level: str) -> str:
        """Give the code of the sender's own place, if it is of a level on the day that counts."""
        return self.own.code if self.own and self.own.level == level else ""

    def _within(self, column: Column) -> list[str] | None:
        """Give row by row in what the member that a column names must lie; None for anywhere."""
        kind = listed_kind(column)
        if kind is None or not kind.above:
            return None
        home, columns = self._home(kind.above), self.found.form.columns
        above = (self.typed.get(c.name) for c in columns if c.type == kind.above)
        codes = next((typed.values for typed in above if typed), None)
        return [str(code) if code else home for code in codes or [None] * len(self.rows.data)]

    def _convert_money(self) -> None:
        for column in self.found.form.columns:
            typed, factor = self.typed[column.name], self.factors.get(column.name, 1.0)
            kind = kind_of(column)
            if kind.is_number and not kind.is_whole:
                typed.values = to_millions(typed.values, factor)
            if money.is_money(column):
                extras.told_units(column, self.found, self.rows.data, typed, factor)
                typed.troubles.extend(money.slips(column, typed.values))

    def _letters(self) -> dict[str, str]:
        """Give each column's letter; what headings told of every row stands in the first column."""
        found = self.found
        letters = {name: found.sheet.letter(at) for name, at in found.columns.items()}
        first = found.sheet.letter(min(found.columns.values()))
        for name, typed in self.typed.items():
            if name not in letters and typed.values and None not in typed.values:
                letters[name] = first
        return letters


def _plain(cells: Sequence[Any], typed: Typed) -> Sequence[CellValue]:
    kinds = set(map(type, cells))
    if not kinds <= _ORDINARY or (float in kinds and typed.troubles):  # which may not be finite
        return [plain(cell) for cell in cells]
    if str not in kinds or "" not in cells:
        return cells
    if kinds == {str}:  # most are, and a number is slow to compare with a text
        return [cell or None for cell in cells]
    return [None if cell == "" else cell for cell in cells]
