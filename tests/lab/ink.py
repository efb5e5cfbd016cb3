"""Writes sketches as .xlsx files: a `Sketch` in, a file out, each line told where it stands.

The one surprising thing: headers can be printed in one row, in two with groups, in three, or word
by word in a stack, because all of these come in the post.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tests.lab.sketch import Line, Sketch

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write(sketch: Sketch, path: Path) -> Path:
    """Write a sketch; gives the path, whose suffix the sketch decides."""
    path = path.with_suffix(sketch.suffix)
    options = {**_OPTIONS, "date_1904": sketch.date_1904}
    with Workbook(str(path), options) as book:
        page = book.add_worksheet(sketch.sheet)
        row = lay_out(book, page, sketch, sketch.start[0])
        if sketch.next_table is not None:
            sketch.next_table.sheet = sketch.sheet
            lay_out(book, page, sketch.next_table, row + 2)
        if sketch.visible == "hidden":
            book.add_worksheet("Trang khác").activate()
            page.hide()
        elif sketch.visible == "very_hidden":
            book.add_worksheet("Trang khác").activate()
            page.very_hidden()
        for add in sketch.also:
            add(book, page)
    for change in sketch.after:
        path.write_bytes(change(path.read_bytes()))
    return path


def lay_out(book: Workbook, page: Worksheet, sketch: Sketch, row: int = 0) -> int:
    """Write one table from a 0-based row on; gives the row after it."""
    left = sketch.start[1]
    plain = book.add_format({"font_name": sketch.font} if sketch.font else {})
    for text in sketch.title:
        page.write_string(row, left, text, plain)
        row += 1
    if sketch.unit:
        page.write_string(row, left + len(sketch.order) - 1, sketch.unit, plain)
        row += 1
    row = _headers(book, page, sketch, row, plain)
    if sketch.numbering:
        for at, name in enumerate(sketch.order):
            text = f"({at + 1})" if name != "disbursed_million_vnd" else f"({at + 1})=(1)+(2)"
            page.write_string(row, left + at, text, plain)
        row += 1
    for line in sketch.lines:
        line.at = row
        _line(book, page, sketch, line, plain)
        row += 1
    for name in sketch.hidden_columns:
        at = sketch.position(name)
        page.set_column(at, at, None, None, {"hidden": True})
    row += 1
    for text in sketch.foot:
        page.write_string(row, left, text, plain)
        row += 1
    return row


def _header(sketch: Sketch, name: str) -> str:
    if name in sketch.extra:
        return sketch.extra[name][0]
    return sketch.headers.get(name, sketch.column(name).header)


def _group(sketch: Sketch, name: str) -> str:
    if name in sketch.extra:
        return ""
    return sketch.groups.get(name, sketch.column(name).group)


def _headers(book: Workbook, page: Worksheet, sketch: Sketch, row: int, plain: Any) -> int:
    left = sketch.start[1]
    if sketch.head == "one":
        for at, name in enumerate(sketch.order):
            group = _group(sketch, name)
            text = f"{group} {_header(sketch, name)}" if group else _header(sketch, name)
            page.write_string(row, left + at, text, plain)
        return row + 1
    if sketch.head == "stacked":
        return _stacked(page, sketch, row, plain)
    extra = 1 if sketch.head == "three" else 0
    if extra:
        page.merge_range(row, left, row, left + len(sketch.order) - 1, "Nội dung báo cáo", plain)
    top = row + extra
    at = left
    for group, members in groupby(sketch.order, key=lambda name: _group(sketch, name)):
        run = list(members)
        if group and len(run) > 1:
            page.merge_range(top, at, top, at + len(run) - 1, group, plain)
        elif group:
            page.write_string(top, at, group, plain)
        for offset, name in enumerate(run):
            text = _header(sketch, name)
            if group:
                page.write_string(top + 1, at + offset, text, plain)
            else:
                page.merge_range(top, at + offset, top + 1, at + offset, text, plain)
        at += len(run)
    return top + 2


def _stacked(page: Worksheet, sketch: Sketch, row: int, plain: Any) -> int:
    """Print each header over up to three rows, a part of its words in each."""
    height = 3
    for at, name in enumerate(sketch.order):
        words = _header(sketch, name).split()
        cut = max(-(-len(words) // height), 1)
        for level in range(height):
            part = words[level * cut :] if level == height - 1 else words[level * cut :][:cut]
            if part:
                page.write_string(row + level, sketch.start[1] + at, " ".join(part), plain)
    return row + height


def _line(book: Workbook, page: Worksheet, sketch: Sketch, line: Line, plain: Any) -> None:
    left = sketch.start[1]
    if line in sketch.hidden_rows:
        page.set_row(line.at, None, None, {"hidden": True})
    for at, value in line.free.items():
        _value(book, page, line.at, left + at, value, plain, {})
    for at, name in enumerate(sketch.order):
        column = left + at
        if name in sketch.extra:
            values = sketch.extra[name][1]
            index = sketch.records.index(line) if line.is_record else -1
            if 0 <= index < len(values):
                _value(book, page, line.at, column, values[index], plain, {})
            continue
        style = line.style.get(name, {})
        if name in line.formula:
            formula, result = line.formula[name]
            page.write_formula(line.at, column, formula, plain, result)
        elif name in line.merged:
            rows = line.merged[name]
            page.merge_range(line.at, column, line.at + rows - 1, column, "", plain)
            _value(book, page, line.at, column, line.cells[name], plain, style)
        elif name in line.cells and line.cells[name] not in ("", None):
            _value(book, page, line.at, column, line.cells[name], plain, style)


def _value(
    book: Workbook, page: Worksheet, row: int, column: int, value: Any, plain: Any, style: Any
) -> None:
    own = book.add_format(dict(style)) if style else plain
    if isinstance(value, bool):
        page.write_boolean(row, column, value, own)
    elif isinstance(value, int | float):
        page.write_number(row, column, value, own)
    elif isinstance(value, dt.date):
        date = book.add_format({"num_format": "dd/mm/yyyy", **dict(style)})
        page.write_datetime(row, column, dt.datetime.combine(value, dt.time()), date)
    elif value not in ("", None):
        page.write_string(row, column, str(value), own)
