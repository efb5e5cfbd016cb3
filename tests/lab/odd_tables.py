"""Odd tables: headers that contradict the codes of the blank form.

The one surprising thing: the form's own row of codes is printed here as the blank form prints it,
name and all, for only then does a header have something to contradict.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from etl.model import Column
from tests.lab.dresses import line_breaks
from tests.lab.faults import Expected, Fault, Plant
from tests.lab.oddities import Oddity
from tests.lab.parcels import edit_part
from tests.lab.sketch import Line, Sketch

FORMS = ("works", "support_projects", "poverty", "population")
_UNCLEAR = "file.column_unclear"
_NUMBERS = ("integer", "number")


def issued(drawn: Sketch) -> Line:
    """Print the codes of the blank form under the headers, and name their row; gives the headers.

    Once written, the line that is given lies where the lowest headers are.
    """
    header = Line(is_record=False)

    def codes(book: Any, page: Any) -> None:
        row = drawn.lines[0].at - 1
        header.at = row - 1
        for name in drawn.order:
            page.write_string(row, drawn.position(name), drawn.column(name).code)
        first = xl_rowcol_to_cell(row, drawn.start[1], row_abs=True, col_abs=True)
        right = drawn.start[1] + len(drawn.order) - 1
        last = xl_rowcol_to_cell(row, right, row_abs=True, col_abs=True)
        book.define_name(f"BDT_FORM_{drawn.form.id}", f"='{drawn.sheet}'!{first}:{last}")

    drawn.numbering = True
    drawn.also.append(codes)
    return header


def _grouped_numbers(drawn: Sketch) -> list[Column]:
    """List the columns of numbers whose headers stand in the lower row."""
    return [c for c in drawn.form.columns if c.type in _NUMBERS and c.group]


def _printed(change: Callable[[str], str]) -> Plant:
    """Print another header over a column of numbers; what stands below is left alone."""

    def plant(drawn: Sketch) -> list[Expected]:
        header = issued(drawn)
        column = drawn.rng.choice(_grouped_numbers(drawn))
        drawn.headers[column.name] = change(column.header)
        return [Expected(_UNCLEAR, header, column.name)]

    return plant


def _of_neighbour(drawn: Sketch) -> list[Expected]:
    """Print a column's header over a column of another group as well."""
    header = issued(drawn)
    columns = _grouped_numbers(drawn)
    column = drawn.rng.choice(columns)
    others = [one for one in columns if one.group == column.group and one is not column]
    drawn.headers[column.name] = drawn.rng.choice(others).header
    return [Expected(_UNCLEAR, header, column.name)]


def _moved(drawn: Sketch) -> list[Expected]:
    """Let two columns change places, headers and figures alike, over codes that stay."""
    header = issued(drawn)
    groups = {column.group for column in _grouped_numbers(drawn)}
    group = drawn.rng.choice(sorted(groups))
    one, other, *_ = (c for c in _grouped_numbers(drawn) if c.group == group)
    drawn.headers |= {one.name: other.header, other.name: one.header}
    for line in drawn.records:
        cells = line.cells
        cells[one.name], cells[other.name] = cells[other.name], cells[one.name]
    return [Expected(_UNCLEAR, header, name) for name in (one.name, other.name)]


def _of_no_text(drawn: Sketch) -> list[Expected]:
    """Print another thing's header over a column of texts that is no key."""
    header = issued(drawn)
    texts = [c for c in drawn.form.columns if c.type == "text" and c.group]
    column = drawn.rng.choice([c for c in texts if c.name not in drawn.form.key])
    drawn.headers[column.name] = "Mức thưởng"
    return [Expected(_UNCLEAR, header, column.name)]


_SUMMED = "Giải ngân lũy kế"


def _summed(period: str, says: str, text: str = _SUMMED) -> Plant:
    def plant(drawn: Sketch) -> list[Expected]:
        drawn.title[-1] = f"Kỳ báo cáo: {period}"
        header = issued(drawn)
        # without the name of the row of codes; other headers are told as unknown there
        if text == _SUMMED and drawn.rng.random() < 0.5:
            drawn.after.append(
                lambda data: edit_part(
                    data, "xl/workbook.xml", lambda xml: xml.replace(b"BDT_FORM", b"TDB_FORM")
                )
            )
        drawn.headers["disbursed_million_vnd"] = text
        return [Expected("file.column_of_other_period", header, "disbursed_million_vnd", says)]

    return plant


HEADER_FAULTS = [
    *(
        Fault(f"{name} header of {form}", form, plant)
        for form in FORMS
        for name, plant in {
            "share in the": _printed(lambda text: f"Tỷ lệ {text.lower()}"),
            "per cent in the": _printed(lambda text: f"{text} (%)"),
            "estimate in the": _printed(lambda text: f"Ước {text.lower()}"),
            "rest in the": _printed(lambda text: f"{text} còn lại"),
            "other thing in the": _printed(lambda _: "Số con giống"),
            "neighbour's": _of_neighbour,
            "moved": _moved,
        }.items()
    ),
    Fault("reward over the decisions", "commendations", _of_no_text),
    *(
        Fault(f"{text} in {period}", "works", _summed(period, says, text))
        for period, says, text in (
            ("Quý III năm 2020", "riêng kỳ", "Giải ngân 9 tháng"),
            ("Quý III năm 2020", "riêng kỳ", "Giải ngân cả năm"),
            ("Quý III năm 2020", "riêng kỳ", "Giải ngân quý 1+2+3"),
            ("Quý III năm 2020", "riêng kỳ", "Giải ngân từ 01/01/2020"),
            ("Quý III năm 2020", "riêng kỳ", "L.kế giải ngân"),
            ("Quý III năm 2020", "giải trình", "Giải ngân đến 30/9/2020"),
            ("Năm 2020", "riêng kỳ", "Giải ngân 6 tháng"),
            ("Năm 2020", "riêng kỳ", "Giải ngân quý IV"),
        )
    ),
    Fault("sum since January in a quarter", "works", _summed("Quý III năm 2020", "riêng kỳ")),
    Fault("sum since some day in a year", "works", _summed("Năm 2020", "giải trình")),
]


def _reworded(change: Callable[[Column, random.Random], str]) -> Callable[[Sketch], None]:
    """Print every header otherwise over the codes of the blank form."""

    def dress(drawn: Sketch) -> None:
        issued(drawn)
        drawn.headers = {name: change(drawn.column(name), drawn.rng) for name in drawn.order}

    return dress


def _synonym(column: Column, rng: random.Random) -> str:
    cumulative = "Lũy kế"
    return rng.choice(
        [name for name in (column.header, *column.synonyms) if cumulative not in name]
    )


def _slipped(column: Column, rng: random.Random) -> str:
    at = rng.randrange(len(column.header.split()))
    words = column.header.split()
    words[at] = f"{words[at]}{words[at][-1]}" if len(words[at]) > 3 else words[at]
    return " ".join(words)


def _unmarked(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _in_groups(change: Callable[[str], str]) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        issued(drawn)
        drawn.groups = {name: change(drawn.column(name).group) for name in drawn.order}

    return dress


def _broken(drawn: Sketch) -> None:
    issued(drawn)
    line_breaks(drawn)


def _in_quarter(text: str) -> Callable[[Sketch], None]:
    """Print a header that names the quarter which is reported."""

    def dress(drawn: Sketch) -> None:
        issued(drawn)
        drawn.title[-1] = "Kỳ báo cáo: Quý III năm 2020"
        drawn.headers["disbursed_million_vnd"] = text

    return dress


HEADER_ODDITIES = [
    *(
        # its days are those of a whole year
        Oddity(
            f"{text} in the third quarter",
            "works",
            _in_quarter(text),
            told=frozenset({"works.completed_by_cutoff"}),
        )
        for text in (
            *("Giải ngân quý III", "Giải ngân trong quý 3", "Giải ngân 3 tháng"),
            *("Giải ngân từ 15/6 đến 14/9/2020", "Giải ngân từ 01/7/2020"),
        )
    ),
    *(
        Oddity(f"{name} over codes of {form}", form, dress)
        for form in (*FORMS, "commendations")
        for name, dress in {
            "synonyms": _reworded(_synonym),
            "slips": _reworded(_slipped),
            "letters without marks": _reworded(lambda column, _: _unmarked(column.header)),
            "decomposed capitals": _reworded(
                lambda column, _: unicodedata.normalize("NFD", column.header.upper())
            ),
            "headers with their period": _reworded(
                lambda column, _: (
                    f"{column.header.replace(' trong kỳ', '')} năm 2020"
                    if column.type in _NUMBERS
                    else column.header
                )
            ),
            "headers with their unit": _reworded(
                lambda column, _: (
                    f"{column.header} ({column.unit})" if column.unit else column.header
                )
            ),
            "line breaks": _broken,
            "groups without units": _in_groups(lambda text: text.partition(" (")[0].upper()),
        }.items()
        if (form, name) != ("works", "groups without units")  # the unit stands nowhere else
    ),
]
