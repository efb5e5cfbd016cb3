"""Innocent oddities: a clean sketch in, the same in another dress; nothing of it may be reported.

The one surprising thing: it is not enough that nothing is reported. The values that are read must
be those of the plain sketch, so an oddity says itself what it changes, if it changes anything.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from etl.wording import number_text
from tests.lab import dresses, layouts
from tests.lab.dresses import COUNTS, MONEY
from tests.lab.sketch import Sketch, sketch


@dataclass(frozen=True, slots=True)
class Oddity:
    """One kind of innocent oddity."""

    name: str
    form: str
    dress: Callable[[Sketch], None]
    told: frozenset[str] = frozenset()  # what may be told of it, for information

    def make(self, seed: int) -> tuple[Sketch, Sketch]:
        """Sketch a plain workbook of a seed, and the same in its odd dress."""
        plain, odd = sketch(self.form, seed), sketch(self.form, seed)
        self.dress(odd)
        return plain, odd


WORKS = "works"


ODDITIES = [
    Oddity("plain", WORKS, lambda _: None),
    Oddity("plain counts", "poverty", lambda _: None),
    Oddity("plain projects", "support_projects", lambda _: None),
    Oddity("plain population", "population", lambda _: None),
    Oddity("plain commendations", "commendations", lambda _: None),
    Oddity(
        "decomposed letters",
        WORKS,
        dresses.all_text(lambda text: unicodedata.normalize("NFD", text)),
    ),
    Oddity("old tone marks", WORKS, dresses.all_text(dresses.old_tone)),
    Oddity("capitals", WORKS, dresses.all_text(str.upper)),
    Oddity("small letters", WORKS, dresses.all_text(str.lower)),
    Oddity("Icelandic letter", WORKS, dresses.all_text(dresses.eth)),
    Oddity(
        "spaces that do not break",
        WORKS,
        dresses.all_text(lambda text: text.replace(" ", "\u00a0")),
    ),
    Oddity("spaces around", WORKS, dresses.all_text(lambda text: f"  {text} ")),
    Oddity("line breaks in headers", WORKS, dresses.line_breaks),
    Oddity("H. before a district", WORKS, dresses.cells("district", lambda _: "H. Tràng Định")),
    Oddity("district without its kind", WORKS, dresses.cells("district", lambda _: "Tràng Định")),
    Oddity(
        "communes without their kind",
        WORKS,
        dresses.cells("commune", lambda text: text.replace("Xã ", "")),
    ),
    Oddity(
        "X. before a commune",
        WORKS,
        dresses.cells("commune", lambda text: text.replace("Xã ", "X. ")),
    ),
    Oddity("columns in another order", WORKS, layouts.shuffled),
    Oddity("foreign column", WORKS, layouts.foreign_column),
    Oddity("ordinal column", WORKS, layouts.ordinal),
    Oddity("one header row", WORKS, dresses.redrawn(head="one")),
    Oddity("three header rows", WORKS, dresses.redrawn(head="three")),
    Oddity("a word a row", WORKS, layouts.word_a_row),
    Oddity("no column numbers", WORKS, dresses.redrawn(numbering=False)),
    Oddity("far from the corner", WORKS, dresses.redrawn(start=(14, 5))),
    Oddity("blank rows between", WORKS, layouts.blank_rows),
    Oddity("numbered groups", WORKS, layouts.groups),
    Oddity("lettered groups", WORKS, layouts.lettered_groups),
    Oddity("among them", WORKS, layouts.among_them),
    Oddity("total on top", WORKS, layouts.total("Tổng số", 0)),
    Oddity("total below", WORKS, layouts.total("Cộng:", -1)),
    Oddity("total of the district", WORKS, layouts.total("TỔNG CỘNG TOÀN HUYỆN", -1)),
    Oddity("subtotals above", WORKS, layouts.subtotals),
    Oddity("subtotals below", WORKS, layouts.sums_below),
    Oddity("x in a total", WORKS, layouts.crossed_total),
    Oddity("name that begins like a total", WORKS, dresses.republic),
    Oddity("signatures", WORKS, layouts.signatures),
    Oddity("scratch beside and below", WORKS, layouts.scratch),
    Oddity("district merged downwards", WORKS, layouts.merged_district),
    Oddity("no district column", WORKS, layouts.no_district),
    Oddity("district as a heading", WORKS, layouts.district_heading),
    Oddity("name over two rows", WORKS, layouts.continued),
    Oddity("two tables on a sheet", WORKS, layouts.stacked_tables),
    Oddity("other sheets", WORKS, layouts.other_sheets),
    Oddity("formats far away", WORKS, layouts.far_formats),
    Oddity("in thousands", WORKS, dresses.units("nghìn đồng", 1e3, 3)),
    Oddity("in đồng", WORKS, dresses.units("đồng", 1e6, 0)),
    Oddity("in 1.000 đồng", WORKS, dresses.units("1.000 đồng", 1e3, 3)),
    Oddity("unit in the header", WORKS, dresses.unit_in_header),
    Oddity("dash for nothing", "poverty", dresses.nil),
    Oddity("Vietnamese number texts", WORKS, dresses.numbers(dresses.vietnamese, *MONEY)),
    Oddity("English number texts", WORKS, dresses.numbers(dresses.english, *MONEY)),
    Oddity("point decided by the column", WORKS, dresses.thousands),
    Oddity("spaces for thousands", WORKS, dresses.numbers(dresses.spaced, *MONEY)),
    Oddity("wide digits", WORKS, dresses.numbers(dresses.full_width, *MONEY)),
    Oddity("apostrophe before numbers", "poverty", dresses.numbers(lambda v: f"'{v}", *COUNTS)),
    Oddity(
        "counts with a point", "poverty", dresses.numbers(lambda v: number_text(v * 1), *COUNTS)
    ),
    Oddity("counts with their unit", "poverty", dresses.numbers(lambda v: f"{v} hộ", *COUNTS)),
    Oddity("formulas with results", WORKS, dresses.formulas),
    Oddity("formats of accounts", WORKS, dresses.formats),
    Oddity("formats in tỷ on a sheet in tỷ", WORKS, dresses.in_billions),
    Oddity(
        "formats with the sheet's unit",
        WORKS,
        dresses.shown_with(
            '#,##0.00" triệu"', '#,##0.000," tỷ"', '[>=1000]#,##0.0," tỷ";#,##0" triệu"'
        ),
    ),
    Oddity(
        "formats with the sign of đồng",
        WORKS,
        dresses.shown_with(
            "#,##0.00 [$₫-42A]",
            '_-* #,##0\\ "₫"_-;\\-* #,##0\\ "₫"_-;_-* "-"\\ "₫"_-;_-@_-',
            '#,##0.0" đ"',
            '"VNĐ" #,##0.00',
            "$#,##0_);($#,##0)",
            "_-* #,##0\\ _₫_-;\\-* #,##0\\ _₫_-",
        ),
    ),
    Oddity("counts with a format", "poverty", dresses.counted),
    Oddity("dates as text", WORKS, dresses.cells("started_on", dresses.as_text("{d}/{m}/{y}"))),
    Oddity(
        "dates with dashes",
        WORKS,
        dresses.cells("started_on", dresses.as_text("{d:02d}-{m:02d}-{y}")),
    ),
    Oddity("dates with points", WORKS, dresses.cells("started_on", dresses.as_text("{d}.{m}.{y}"))),
    Oddity(
        "dates in words",
        WORKS,
        dresses.cells("started_on", dresses.as_text("ngày {d} tháng {m} năm {y}")),
    ),
    Oddity("calendar of 1904", WORKS, dresses.redrawn(date_1904=True)),
    Oddity("HMông", "population", dresses.hmong),
]
