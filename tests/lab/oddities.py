"""Innocent oddities: a clean sketch in, the same in another dress; nothing of it may be reported.

The one surprising thing: it is not enough that nothing is reported. The values that are read must
be those of the plain sketch, so an oddity says itself what it changes, if it changes anything.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from etl.wording import number_text
from tests.lab.sketch import Line, Sketch, sketch

MONEY = ("total_investment_million_vnd", "planned_million_vnd", "disbursed_million_vnd")
COUNTS = ("household_count", "minority_household_count", "poor_household_count")


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


def _all_text(change: Callable[[str], str]) -> Callable[[Sketch], None]:
    """Change every text of the sheet: titles, headers, cells."""

    def dress(drawn: Sketch) -> None:
        drawn.title = [change(text) for text in drawn.title]
        drawn.unit = change(drawn.unit)
        drawn.headers = {name: change(drawn.column(name).header) for name in drawn.order}
        drawn.groups = {name: change(drawn.column(name).group) for name in drawn.order}
        for line in drawn.lines:
            for name, value in line.cells.items():
                if isinstance(value, str) and drawn.column(name).type != "text":
                    line.cells[name] = change(value)

    return dress


def _cells(column: str, change: Callable[[Any], Any]) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for line in drawn.records:
            line.cells[column] = change(line.cells[column])

    return dress


def _numbers(change: Callable[[float], Any], *columns: str) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for line in drawn.records:
            for name in columns:
                line.cells[name] = change(line.cells[name])

    return dress


def _set(**changes: Any) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for name, value in changes.items():
            setattr(drawn, name, value)

    return dress


def _english(value: float) -> str:
    return f"{value:,.2f}"


def _vietnamese(value: float) -> str:
    return number_text(value, 2)


def _spaced(value: float) -> str:
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")


def _thousands(drawn: Sketch) -> None:
    """Write 1.234 where another cell of the column proves what the point means."""
    for name in MONEY:
        for line in drawn.records:
            line.cells[name] = number_text(line.cells[name])
        drawn.records[0].cells[name] = number_text(
            float(drawn.records[0].cells[name].replace(".", "").replace(",", ".")), 2
        )


def _shuffled(drawn: Sketch) -> None:
    drawn.rng.shuffle(drawn.order)
    drawn.head = "one"


def _foreign_column(drawn: Sketch) -> None:
    drawn.extra = {"_": ("Số hiệu hồ sơ", [f"HS-{n}" for n in range(len(drawn.records))])}
    drawn.order.insert(drawn.rng.randint(1, 4), "_")


def _ordinal(drawn: Sketch) -> None:
    drawn.extra = {"_": ("STT", [float(n + 1) for n in range(len(drawn.records))])}
    drawn.order.insert(0, "_")


def _blank_rows(drawn: Sketch) -> None:
    for at in (9, 5, 2, 0):
        drawn.lines.insert(at, Line(is_record=False))


def _groups(drawn: Sketch) -> None:
    _ordinal(drawn)
    drawn.lines.insert(6, Line(free={0: "II", 3: "Cụm xã phía nam"}, is_record=False))
    drawn.lines.insert(0, Line(free={0: "I", 3: "Cụm xã phía bắc"}, is_record=False))


def _lettered_groups(drawn: Sketch) -> None:
    drawn.lines.insert(6, Line(free={0: "B. Nguồn vốn khác"}, is_record=False))
    drawn.lines.insert(0, Line(free={0: "A. Vốn ngân sách trung ương"}, is_record=False))


def _among_them(drawn: Sketch) -> None:
    drawn.lines.insert(6, Line(free={0: "Trong đó:"}, is_record=False))
    drawn.lines.insert(3, Line(free={0: "- Đường liên thôn"}, is_record=False))


def _sums(drawn: Sketch, lines: list[Line]) -> dict[str, Any]:
    totalled = [c.name for c in drawn.form.columns if c.totalled and c.name in drawn.order]
    return {name: sum(line.cells[name] for line in lines) for name in totalled}


def _total(label: str, at: int) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        total = Line(_sums(drawn, drawn.records), {0: label}, is_record=False)
        drawn.lines.insert(at if at >= 0 else len(drawn.lines), total)

    return dress


def _subtotals(drawn: Sketch) -> None:
    records = drawn.records
    first, second = records[:6], records[6:]
    drawn.lines = [
        Line(_sums(drawn, records), {0: "TỔNG SỐ"}, is_record=False),
        Line(_sums(drawn, first), {0: "I. Cụm xã phía bắc"}, is_record=False),
        *first,
        Line(_sums(drawn, second), {0: "II. Cụm xã phía nam"}, is_record=False),
        *second,
    ]


def _sums_below(drawn: Sketch) -> None:
    records = drawn.records
    first, second = records[:6], records[6:]
    drawn.lines = [
        *first,
        Line(_sums(drawn, first), {0: "Cộng I"}, is_record=False),
        *second,
        Line(_sums(drawn, second), {0: "Cộng II"}, is_record=False),
        Line(_sums(drawn, records), {0: "Tổng cộng (I + II)"}, is_record=False),
    ]


def _crossed_total(drawn: Sketch) -> None:
    _total("Tổng số", -1)(drawn)
    drawn.lines[-1].cells |= {"total_investment_million_vnd": "x", "reason": "x"}


def _republic(drawn: Sketch) -> None:
    drawn.records[2].cells["name"] = "Cộng hòa xã hội - nhà văn hóa"
    drawn.records[5].cells["name"] = "Tổng đài trạm y tế"


def _signatures(drawn: Sketch) -> None:
    drawn.foot = [
        "Ghi chú: - Cột 7 lấy theo kho bạc",
        "Lạng Sơn, ngày 12 tháng 12 năm 2020",
        "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
    ]


def _scratch(drawn: Sketch) -> None:
    width = len(drawn.order)
    for number, line in enumerate(drawn.lines[:5]):
        line.free = {width + 2: number * 1.5, width + 3: "kiểm tra"}
    drawn.foot.append("")

    def add(_: Any, page: Any) -> None:
        page.write_number(60, 3, 123456)
        page.write_formula(61, 3, "=SUM(D1:D9)", None, 99)

    drawn.also.append(add)


def _merged_district(drawn: Sketch) -> None:
    records = drawn.records
    records[0].merged = {"district": len(records)}
    for line in records[1:]:
        line.cells["district"] = ""


def _no_district(drawn: Sketch) -> None:
    drawn.order.remove("district")


def _district_heading(drawn: Sketch) -> None:
    drawn.order.remove("district")
    drawn.title[0] = "BAN DÂN TỘC TỈNH LẠNG SƠN"
    drawn.lines.insert(0, Line(free={0: "I. Huyện Tràng Định"}, is_record=False))


def _continued(drawn: Sketch) -> None:
    line = drawn.records[4]
    whole = str(line.cells["name"])
    head, _, tail = whole.rpartition(" thôn")
    line.cells["name"] = head
    drawn.lines.insert(drawn.lines.index(line) + 1, Line({"name": f"thôn{tail}"}, is_record=False))


def _stacked_tables(drawn: Sketch) -> None:
    other = sketch("support_projects", drawn.rng.randint(0, 999), count=4)
    other.title = [other.form.title]
    drawn.foot = ["Người lập biểu"]
    drawn.next_table = other


def _units(text: str, factor: float, decimals: int) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        drawn.unit = f"Đơn vị tính: {text}"
        drawn.groups = {
            name: "Vốn đầu tư" for name in drawn.order if drawn.column(name).unit == "triệu đồng"
        }
        _numbers(lambda value: round(value * factor, decimals), *MONEY)(drawn)

    return dress


def _unit_in_header(drawn: Sketch) -> None:
    drawn.unit = ""
    drawn.headers = {name: f"{drawn.column(name).header}\n(1.000 đồng)" for name in MONEY}
    drawn.groups = dict.fromkeys(MONEY, "Vốn đầu tư")
    _numbers(lambda value: value * 1000, *MONEY)(drawn)


def _nil(drawn: Sketch) -> None:
    for line, sign in zip(drawn.records, ("-", "–", "—", "-", "-", "-"), strict=False):
        line.cells["poor_minority_household_count"] = sign


def _formats(drawn: Sketch) -> None:
    """Show the same numbers in the formats that offices use."""
    codes = (
        '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
        '#,##0.00 "đ/m2"',
        "#,##0.00;-0",
    )
    for line, code in zip(drawn.records, codes * 4, strict=False):
        line.style["planned_million_vnd"] = {"num_format": code}


def _formulas(drawn: Sketch) -> None:
    for line in drawn.records:
        line.formula["disbursed_million_vnd"] = ("=1+1", line.cells["disbursed_million_vnd"])


def _as_text(pattern: str) -> Callable[[dt.date], str]:
    return lambda day: pattern.format(d=day.day, m=day.month, y=day.year)


def _other_sheets(drawn: Sketch) -> None:
    def add(book: Any, _: Any) -> None:
        book.add_worksheet("Nháp").write_row(0, 0, ["Họ và tên", "Số điện thoại", 5, 6])
        lists = book.add_worksheet("DanhMuc")
        lists.write_column(0, 0, ["Giao thông", "Thủy lợi", "Khác"])
        lists.very_hidden()
        book.add_worksheet("Trống")

    drawn.also.append(add)


def _far_formats(drawn: Sketch) -> None:
    def add(book: Any, page: Any) -> None:
        page.write_blank(90_000, 40, None, book.add_format({"bg_color": "yellow"}))

    drawn.also.append(add)


def _full_width(value: float) -> str:
    return number_text(value, 2).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def _old_tone(text: str) -> str:
    return text.replace("Hòa", "Hoà").replace("òa", "oà").replace("ủy", "uỷ").replace("Ủy", "Uỷ")


def _eth(text: str) -> str:
    return text.replace("Đ", "Ð")


def _hmong(drawn: Sketch) -> None:
    drawn.records[4].cells["ethnic_group"] = "H'Mông"


def _word_a_row(drawn: Sketch) -> None:
    drawn.head = "stacked"
    drawn.groups = dict.fromkeys(drawn.order, "")
    drawn.headers = {"started_on": "Ngày khởi công", "completed_on": "Ngày hoàn thành"}


def _line_breaks(drawn: Sketch) -> None:
    drawn.headers = {name: drawn.column(name).header.replace(" ", "\n") for name in drawn.order}


WORKS = "works"
ODDITIES = [
    Oddity("plain", WORKS, lambda _: None),
    Oddity("plain counts", "poverty", lambda _: None),
    Oddity("plain projects", "support_projects", lambda _: None),
    Oddity("plain population", "population", lambda _: None),
    Oddity("plain commendations", "commendations", lambda _: None),
    Oddity("decomposed letters", WORKS, _all_text(lambda text: unicodedata.normalize("NFD", text))),
    Oddity("old tone marks", WORKS, _all_text(_old_tone)),
    Oddity("capitals", WORKS, _all_text(str.upper)),
    Oddity("small letters", WORKS, _all_text(str.lower)),
    Oddity("Icelandic letter", WORKS, _all_text(_eth)),
    Oddity("spaces that do not break", WORKS, _all_text(lambda text: text.replace(" ", "\u00a0"))),
    Oddity("spaces around", WORKS, _all_text(lambda text: f"  {text} ")),
    Oddity("line breaks in headers", WORKS, _line_breaks),
    Oddity("H. before a district", WORKS, _cells("district", lambda _: "H. Tràng Định")),
    Oddity("district without its kind", WORKS, _cells("district", lambda _: "Tràng Định")),
    Oddity(
        "communes without their kind",
        WORKS,
        _cells("commune", lambda text: text.replace("Xã ", "")),
    ),
    Oddity(
        "X. before a commune", WORKS, _cells("commune", lambda text: text.replace("Xã ", "X. "))
    ),
    Oddity("columns in another order", WORKS, _shuffled),
    Oddity("foreign column", WORKS, _foreign_column),
    Oddity("ordinal column", WORKS, _ordinal),
    Oddity("one header row", WORKS, _set(head="one")),
    Oddity("three header rows", WORKS, _set(head="three")),
    Oddity("a word a row", WORKS, _word_a_row),
    Oddity("no column numbers", WORKS, _set(numbering=False)),
    Oddity("far from the corner", WORKS, _set(start=(14, 5))),
    Oddity("blank rows between", WORKS, _blank_rows),
    Oddity("numbered groups", WORKS, _groups),
    Oddity("lettered groups", WORKS, _lettered_groups),
    Oddity("among them", WORKS, _among_them),
    Oddity("total on top", WORKS, _total("Tổng số", 0)),
    Oddity("total below", WORKS, _total("Cộng:", -1)),
    Oddity("total of the district", WORKS, _total("TỔNG CỘNG TOÀN HUYỆN", -1)),
    Oddity("subtotals above", WORKS, _subtotals),
    Oddity("subtotals below", WORKS, _sums_below),
    Oddity("x in a total", WORKS, _crossed_total),
    Oddity("name that begins like a total", WORKS, _republic),
    Oddity("signatures", WORKS, _signatures),
    Oddity("scratch beside and below", WORKS, _scratch),
    Oddity("district merged downwards", WORKS, _merged_district),
    Oddity("no district column", WORKS, _no_district),
    Oddity("district as a heading", WORKS, _district_heading),
    Oddity("name over two rows", WORKS, _continued),
    Oddity("two tables on a sheet", WORKS, _stacked_tables),
    Oddity("other sheets", WORKS, _other_sheets),
    Oddity("formats far away", WORKS, _far_formats),
    Oddity("in thousands", WORKS, _units("nghìn đồng", 1e3, 3)),
    Oddity("in đồng", WORKS, _units("đồng", 1e6, 0)),
    Oddity("in 1.000 đồng", WORKS, _units("1.000 đồng", 1e3, 3)),
    Oddity("unit in the header", WORKS, _unit_in_header),
    Oddity("dash for nothing", "poverty", _nil),
    Oddity("Vietnamese number texts", WORKS, _numbers(_vietnamese, *MONEY)),
    Oddity("English number texts", WORKS, _numbers(_english, *MONEY)),
    Oddity("point decided by the column", WORKS, _thousands),
    Oddity("spaces for thousands", WORKS, _numbers(_spaced, *MONEY)),
    Oddity("wide digits", WORKS, _numbers(_full_width, *MONEY)),
    Oddity("apostrophe before numbers", "poverty", _numbers(lambda v: f"'{v}", *COUNTS)),
    Oddity("counts with a point", "poverty", _numbers(lambda v: number_text(v * 1), *COUNTS)),
    Oddity("counts with their unit", "poverty", _numbers(lambda v: f"{v} hộ", *COUNTS)),
    Oddity("formulas with results", WORKS, _formulas),
    Oddity("formats of accounts", WORKS, _formats),
    Oddity("dates as text", WORKS, _cells("started_on", _as_text("{d}/{m}/{y}"))),
    Oddity("dates with dashes", WORKS, _cells("started_on", _as_text("{d:02d}-{m:02d}-{y}"))),
    Oddity("dates with points", WORKS, _cells("started_on", _as_text("{d}.{m}.{y}"))),
    Oddity("dates in words", WORKS, _cells("started_on", _as_text("ngày {d} tháng {m} năm {y}"))),
    Oddity("calendar of 1904", WORKS, _set(date_1904=True)),
    Oddity("HMông", "population", _hmong),
]
