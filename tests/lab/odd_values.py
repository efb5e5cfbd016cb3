"""Values that no cell ought to hold, and innocent ones that look odd, by kind of cell.

The one surprising thing: no writer writes most of them, so a number that no sketch holds stands
in the cell while the file is written, and is changed in the bytes of the file.
"""

from __future__ import annotations

import datetime as dt
import re
import struct
from collections.abc import Callable, Sequence

from etl.contracts import load_forms
from tests.lab import parcels
from tests.lab.faults import Expected, Fault, Plant
from tests.lab.oddities import Oddity
from tests.lab.sketch import Line, Sketch

STAND_IN = 987654321.125
NO_REASONS = (
    *(".", "0", 0, "***", "-----------------", "Không có", True, dt.date(2020, 3, 15), "k", "n/a"),
    *('=DISPIMG("ID_5BA4F81A",1)', "15/03/2020", "\u200b", "Không có lý do.", "…………………"),
)
FORMS = ("works", "support_projects", "poverty", "population", "commendations")
ENDLESS = ("1E+400", "INF", "-Infinity", "NaN", f"9{'0' * 400}")


def becomes(number: str) -> Callable[[bytes], bytes]:
    """Change the number that stands in, in an .xlsx, .ods or .xls file."""

    def change(data: bytes) -> bytes:
        if data.startswith(b"PK") and b"content.xml" in data:
            old, new = b'value="987654321.125"', b'value="%b"' % number.encode()
            return parcels.edit_content(data, lambda xml: xml.replace(old, new))
        if data.startswith(b"PK"):
            old, new = b"<v>987654321.125</v>", b"<v>%b</v>" % number.encode()
            return parcels.edit_part(data, parcels.SHEET, lambda xml: xml.replace(old, new))
        stored, changed = (struct.pack("<d", float(one)) for one in (STAND_IN, number))
        return data.replace(stored, changed)

    return change


def everywhere(number: str) -> Plant:
    """Put a number into one cell of every column, each in a row of its own."""

    def plant(drawn: Sketch) -> list[Expected]:
        lines = drawn.rng.sample(drawn.records, len(drawn.order))
        for line, name in zip(lines, drawn.order, strict=True):
            line.cells[name] = STAND_IN
        drawn.after.append(becomes(number))
        return [
            Expected("cell.unreadable_number", line, name, _SAYS.get(number, "số quá lớn"))
            for line, name in zip(lines, drawn.order, strict=True)
        ]

    return plant


_SAYS = {"NaN": "không phải là số"}


def in_totals(number: str) -> Plant:
    """Put a number into every sum of a total row."""

    def plant(drawn: Sketch) -> list[Expected]:
        numbers = [c.name for c in drawn.form.columns if c.type in ("integer", "number")]
        total = Line(dict.fromkeys(numbers, STAND_IN), {0: "Tổng số"}, is_record=False)
        drawn.lines.append(total)
        drawn.after.append(becomes(number))
        return [Expected("cell.unreadable_number", total, name, "quá lớn") for name in numbers]

    return plant


def beside(number: str) -> Callable[[Sketch], None]:
    """Put a number around a table: above it, beside it, below it, and on another sheet."""

    def dress(odd: Sketch) -> None:
        def add(book: object, page: object) -> None:
            last, right = odd.lines[-1].at, len(odd.order)
            for row, column in ((0, right), (1, 3), (last - 3, right + 2), (last + 6, 1)):
                page.write_number(row, column, STAND_IN)  # type: ignore[attr-defined]
            other = book.add_worksheet("Nháp")  # type: ignore[attr-defined]
            other.write_number(2, 2, STAND_IN)

        odd.also.append(add)
        odd.after.append(becomes(number))

    return dress


def added_up(odd: Sketch) -> None:
    """Let formulas add amounts up in thirds, as binary fractions do it."""
    for line in odd.records:
        for name in odd.order:
            if odd.column(name).type == "number":
                value = line.cells[name]
                noisy = max((value * (1 + n * 2**-52) for n in (-1, 1)), key=str)
                line.formula[name] = (f"={value}/3+{value}/3+{value}/3", repr(noisy))


def typed_as(
    kinds: Sequence[str], value: object, rule: str, says: str = "", **style: object
) -> Plant:
    """Put a value into one cell of every column of some kinds that is not for reasons."""

    def plant(drawn: Sketch) -> list[Expected]:
        names = [c.name for c in drawn.form.columns if c.type in kinds and not c.explains]
        lines = drawn.rng.sample(drawn.records, len(names))
        for line, name in zip(lines, names, strict=True):
            line.cells[name] = value
            if style:
                line.style[name] = style
        return [
            Expected(f"cell.{rule}", line, name, says)
            for line, name in zip(lines, names, strict=True)
        ]

    return plant


def month_first(drawn: Sketch) -> list[Expected]:
    """Type dates month first in one column; one of them proves it."""
    name = drawn.rng.choice([c.name for c in drawn.form.columns if c.type == "date"])
    proof, *others = drawn.records
    proof.cells[name] = drawn.rng.choice(
        ["05/13/2020", "5-13-2020", "05/13/20", "05.13.2020 00:00", "04/31/2020", "May 13, 2020"]
    )
    sure = {"05/13/20": "two_digit_year"}.get(proof.cells[name], "unreadable_date")
    for line, text in zip(
        others, ["03/04/2020", "6/3/2020", "05/05/2020", "2020-04-03"], strict=False
    ):
        line.cells[name] = text
    doubted = others[:2]
    for line in others[4:]:
        line.cells[name] = dt.date(2020, 4, 20)
    return [
        Expected(f"cell.{sure}", proof, name),
        *(Expected("cell.dates_swapped", line, name, "hay ngày") for line in doubted),
    ]


def made_dates(drawn: Sketch) -> list[Expected]:
    """Let Excel, expecting the day first, make dates of what it could of months typed first."""
    name = drawn.rng.choice([c.name for c in drawn.form.columns if c.type == "date"])
    proof, *others = drawn.records
    proof.cells[name] = "05/13/2020"
    for number, line in enumerate(others):
        line.cells[name] = dt.date(2020, 1 + number % 12, 6)
    doubted = [line for line in others if line.cells[name].month != 6]
    return [
        Expected("cell.unreadable_date", proof, name),
        *(Expected("cell.dates_swapped", line, name) for line in doubted),
    ]


def as_texts(spell: Callable[[str, int], str]) -> Callable[[Sketch], None]:
    """Type numbers, dates and words as texts, each spelled in its way."""

    def dress(odd: Sketch) -> None:
        for number, line in enumerate(odd.records):
            for name, value in line.cells.items():
                if odd.column(name).type == "text" or value == "":
                    continue  # free texts are kept as they are typed
                plain = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)
                if isinstance(value, float):
                    plain = plain.replace(".", ",")
                line.cells[name] = spell(plain, number)

    return dress


HIDDEN = "\u200b\u200e\u202d\ufeff\u00ad\u2060\u061c\u2066"


def with_hidden_signs(text: str, number: int) -> str:
    """Put a sign that is not drawn before a text, into it and behind it."""
    sign = HIDDEN[number % len(HIDDEN)]
    return f"{sign}{text[:2]}{sign}{text[2:]}{sign}"


def midnight(odd: Sketch) -> None:
    """Type dates as databases export them."""
    spellings = ("{:%d/%m/%Y} 00:00:00", "{:%d/%m/%Y} 0:00", "{:%Y-%m-%d}T00:00:00Z")
    more = ("{:%Y-%m-%d}T00:00:00.000+07:00", "{:%d/%m/%Y} 12:00:00 SA", "{:%Y-%m-%d} 00:00:00.0")
    first = ("00:00:00 {0.day}/{0.month}/{0.year}", "{:%Y/%m/%d}", "{:%Y-%m-%d} 00:00:00+07")
    others = ("’{:%d/%m/%Y}", "{:%d}／{:%m}／{:%Y}", "12:00 SA, {:%d/%m/%Y}")
    all_of_them = (*spellings, *more, *first, *others)
    for number, line in enumerate(odd.records):
        for name, value in line.cells.items():
            if isinstance(value, dt.date):
                line.cells[name] = all_of_them[number].format(*[value] * 3)


def no_reasons(odd: Sketch) -> None:
    """Fill the column for reasons with what is none; it must be read as nothing."""
    name = next(column.name for column in odd.form.columns if column.explains)
    for line, nothing in zip(odd.records, NO_REASONS, strict=False):
        line.cells[name] = ""  # as it is read
        line.free[odd.order.index(name)] = nothing


def _summed() -> Sequence[str]:
    forms = load_forms()
    return [form for form in FORMS if any(c.totalled for c in forms[form].columns)]


_KINDS = [*((form, ENDLESS[0]) for form in FORMS), *(("works", one) for one in ENDLESS[1:])]


def odd_errors(drawn: Sketch) -> list[Expected]:
    """Let formulas of newer programs end in errors of theirs, in one cell of every column."""
    lines = drawn.rng.sample(drawn.records, len(drawn.order))
    errors = ("#SPILL!", "#CALC!", "#GETTING_DATA", "#FIELD!", "#BUSY!", "#LỖI!")
    told = []
    for number, (line, name) in enumerate(zip(lines, drawn.order, strict=True)):
        error = errors[number % len(errors)]
        line.formula[name] = ("=A1", f"stands in for {error}")
        told.append(Expected("cell.error_value", line, name, f"bị lỗi {error}."))
    stood = re.compile(rb't="str"(><f>[^<]*</f><v>)stands in for ')
    drawn.after.append(
        lambda data: parcels.edit_part(data, parcels.SHEET, lambda xml: stood.sub(rb't="e"\1', xml))
    )
    return told


ODD_FAULTS = [
    *(Fault(f"errors of newer programs in {form}", form, odd_errors) for form in FORMS),
    *(Fault(f"{number[:9]} in {form}", form, everywhere(number)) for form, number in _KINDS),
    *(Fault(f"1E+400 in sums of {form}", form, in_totals("1E+400")) for form in _summed()),
    *(
        Fault(f"{value!r} for a text in {form}", form, typed_as(["text"], value, "not_text", says))
        for form in ("works", "support_projects", "commendations")
        for value, says in (
            (dt.date(2020, 12, 5), "ngày 05/12/2020"),
            (True, "“TRUE”"),
            (5 / 12, "“0,41"),
        )
    ),
    *(
        Fault(f"{value} for a date in {form}", form, typed_as(["date"], value, *told))
        for form in ("works", "commendations")
        for value, *told in (
            (20200513, "unreadable_date", "Ý ông/bà là “13/05/2020”?"),
            ("13052020", "unreadable_date", "Ý ông/bà là “13/05/2020”?"),
            (2958466, "unreadable_date", "“2958466”"),
            ("2020-05-12T17:00:00Z", "unreadable_date", "Ý ông/bà là “13/05/2020”?"),
            ("\u202e0202/50/31", "unreadable_date", "ký tự ẩn"),
        )
    ),
    Fault(
        "hours for a date",
        "works",
        typed_as(["date"], 36.5, "unreadable_date", "“876:00”", num_format="[h]:mm"),
    ),
    Fault(
        "number drawn backwards",
        "works",
        typed_as(["number"], "\u202e6421\u202c", "unreadable_number", "ký tự ẩn"),
    ),
    Fault("huge number", "works", typed_as(["number"], 1e300, "unreadable_number", "(1E+300)")),
    Fault("tiny count", "poverty", typed_as(["integer"], 1e-300, "not_whole", "ô ghi 1E-300.")),
    Fault("months first in works", "works", month_first),
    Fault("month first in decisions", "commendations", month_first),
    Fault("dates made of months first", "works", made_dates),
]
ODD_ODDITIES = [
    *(
        Oddity(f"signs that are not drawn in {form}", form, as_texts(with_hidden_signs))
        for form in FORMS
    ),
    *(Oddity(f"midnight in {form}", form, midnight) for form in ("works", "commendations")),
    *(
        Oddity(f"no reasons in {form.id}", form.id, no_reasons)
        for form in load_forms().values()
        if form.id in FORMS and any(column.explains for column in form.columns)
    ),
    *(Oddity(f"{number[:9]} around {form}", form, beside(number)) for form, number in _KINDS),
    *(
        Oddity(f"binary fractions in {form}", form, added_up)
        for form in ("works", "support_projects")
    ),
]
