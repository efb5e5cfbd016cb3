"""No form is taken for another, and what is filled in comes back: each sheet is read once.

In: each form with values of any kind that its columns may hold, as our own blank and as an office
would draw it: headers alone, ours or others that mean the same, no row of codes, a sheet and a
title of its own. Out: a table of that
form and of no other of the catalogue, with the same rows. The one surprising thing: a form that is
read has been told from all the others, so as many readings as there are forms prove each pair.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from filled_books import FORMS, Row, owing, read, rows_of, written

from etl.contracts import load_forms
from etl.kinds import CellPrinter, each_row, kind_of, listed_kind, place_columns
from etl.model import Agency, CellValue, Column, Form, Period
from etl.reference import Reference
from tests.lab.ink import write
from tests.lab.sketch import Line, Sketch

_LINES, _EMPTY = 6, 0.3
_WORDS = ("Đường", "Nà Sla", "số 2", "(đoạn 1)", "giai đoạn II", "=A1", "tuyến phía bắc")


def any_rows(form: Form, agency: Agency, period: Period, random: Random) -> list[Row]:
    """Draw rows of a form: those that it prints or a few, with values that its cells may hold."""
    day = Reference.load().day_of(period)
    names = form.each or [column.name for column in place_columns(form)[:1]]
    members = list(each_row(form, names, day, agency))
    printed = members if form.each else [random.choice(members) for _ in range(_LINES)]

    def value(column: Column) -> CellValue:
        kind, low = kind_of(column), int(column.minimum or 0)
        if not column.required and random.random() < _EMPTY:
            return None
        if listed := listed_kind(column):
            return random.choice(listed.printed(column, day, agency))
        if kind.is_number:
            tenths = random.randint(low * 10, int(column.maximum or low + 1_000) * 10)
            return tenths // 10 if kind.is_whole else tenths / 10
        if kind.is_date:
            return period.ends_on - dt.timedelta(days=random.randrange(900))
        return f"Nội dung {' '.join(random.sample(_WORDS, 3))}"

    filled_in = [column for column in form.columns if not column.of]
    return [{**{one.name: value(one) for one in filled_in}, **row} for row in printed]


def drawn(form: Form, agency: Agency, period: Period, rows: list[Row], head: str) -> Sketch:
    """Draw rows under their headers, as an office does that has not our blank."""
    other_words = {
        column.name: Random(column.header).choice(column.synonyms)
        for column in form.columns
        if column.synonyms
    }
    printer = CellPrinter(Reference.load().day_of(period))
    names = [column.name for column in form.columns]
    cells = ({name: printer.cell(form.column(name), row[name]) for name in names} for row in rows)
    return Sketch(
        *(form, [Line(one) for one in cells], Random(form.id), agency, names),
        title=[agency.name.upper(), "SỐ LIỆU BÁO CÁO", f"Kỳ báo cáo: {period.title}"],
        unit=f"Đơn vị tính: {form.unit}" if form.unit else "",
        sheet="Sheet1",
        head=head,
        numbering=False,
        headers=other_words if head == "two" else {},
        foot=["Người lập biểu"],
    )


def books(form: Form, folder: Path) -> Iterator[tuple[Path, Form, list[Row]]]:
    """Write a form as our blank filled in, and drawn with one and two rows of headers."""
    agency, period = owing(form)
    form = form.in_force(period.ends_on)
    rows = any_rows(form, agency, period, Random(form.id))
    whole = [load_forms()[form.id]]
    yield written(whole, agency, period, {form.id: rows}, folder / "a.xlsx"), form, rows
    for head in ("one", "two"):
        rows = any_rows(form, agency, period, Random(f"{form.id} {head}"))
        yield write(drawn(form, agency, period, rows, head), folder / f"{head}.xlsx"), form, rows


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_a_sheet_is_read_as_its_form_and_no_other_and_its_rows_come_back(
    form: Form, tmp_path: Path
) -> None:
    for path, in_force, rows in books(form, tmp_path):
        reading = read(path)
        assert [table.form_id for table in reading.tables] == [form.id], path.name
        assert reading.cover is not None
        names = [column.name for column in in_force.columns if not column.of]
        given = [{name: row[name] for name in names} for row in rows]
        assert rows_of(reading, form, names) == given, path.name
