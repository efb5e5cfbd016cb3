"""The dresses of innocent oddities: a clean sketch in, the same drawn in another way.

The one surprising thing: a dress that changes what is read changes the sketch's own records too,
so that the values expected of it follow.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from etl.wording import number_text
from tests.lab.sketch import Line, Sketch, sketch

MONEY = ("total_investment_million_vnd", "planned_million_vnd", "disbursed_million_vnd")


COUNTS = ("household_count", "minority_household_count", "poor_household_count")


def all_text(change: Callable[[str], str]) -> Callable[[Sketch], None]:
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


def cells(column: str, change: Callable[[Any], Any]) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for line in drawn.records:
            line.cells[column] = change(line.cells[column])

    return dress


def numbers(change: Callable[[float], Any], *columns: str) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for line in drawn.records:
            for name in columns:
                line.cells[name] = change(line.cells[name])

    return dress


def redrawn(**changes: Any) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        for name, value in changes.items():
            setattr(drawn, name, value)

    return dress


def english(value: float) -> str:
    return f"{value:,.2f}"


def vietnamese(value: float) -> str:
    return number_text(value, 2)


def spaced(value: float) -> str:
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",")


def thousands(drawn: Sketch) -> None:
    """Write 1.234 where another cell of the column proves what the point means."""
    for name in MONEY:
        for line in drawn.records:
            line.cells[name] = number_text(line.cells[name])
        drawn.records[0].cells[name] = number_text(
            float(drawn.records[0].cells[name].replace(".", "").replace(",", ".")), 2
        )


def shuffled(drawn: Sketch) -> None:
    drawn.rng.shuffle(drawn.order)
    drawn.head = "one"


def foreign_column(drawn: Sketch) -> None:
    drawn.extra = {"_": ("Số hiệu hồ sơ", [f"HS-{n}" for n in range(len(drawn.records))])}
    drawn.order.insert(drawn.rng.randint(1, 4), "_")


def ordinal(drawn: Sketch) -> None:
    drawn.extra = {"_": ("STT", [float(n + 1) for n in range(len(drawn.records))])}
    drawn.order.insert(0, "_")


def blank_rows(drawn: Sketch) -> None:
    for at in (9, 5, 2, 0):
        drawn.lines.insert(at, Line(is_record=False))


def groups(drawn: Sketch) -> None:
    ordinal(drawn)
    drawn.lines.insert(6, Line(free={0: "II", 3: "Cụm xã phía nam"}, is_record=False))
    drawn.lines.insert(0, Line(free={0: "I", 3: "Cụm xã phía bắc"}, is_record=False))


def lettered_groups(drawn: Sketch) -> None:
    drawn.lines.insert(6, Line(free={0: "B. Nguồn vốn khác"}, is_record=False))
    drawn.lines.insert(0, Line(free={0: "A. Vốn ngân sách trung ương"}, is_record=False))


def among_them(drawn: Sketch) -> None:
    drawn.lines.insert(6, Line(free={0: "Trong đó:"}, is_record=False))
    drawn.lines.insert(3, Line(free={0: "- Đường liên thôn"}, is_record=False))


def sums(drawn: Sketch, lines: list[Line]) -> dict[str, Any]:
    totalled = [c.name for c in drawn.form.columns if c.totalled and c.name in drawn.order]
    return {name: sum(line.cells[name] for line in lines) for name in totalled}


def total(label: str, at: int) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        total = Line(sums(drawn, drawn.records), {0: label}, is_record=False)
        drawn.lines.insert(at if at >= 0 else len(drawn.lines), total)

    return dress


def subtotals(drawn: Sketch) -> None:
    records = drawn.records
    first, second = records[:6], records[6:]
    drawn.lines = [
        Line(sums(drawn, records), {0: "TỔNG SỐ"}, is_record=False),
        Line(sums(drawn, first), {0: "I. Cụm xã phía bắc"}, is_record=False),
        *first,
        Line(sums(drawn, second), {0: "II. Cụm xã phía nam"}, is_record=False),
        *second,
    ]


def sums_below(drawn: Sketch) -> None:
    records = drawn.records
    first, second = records[:6], records[6:]
    drawn.lines = [
        *first,
        Line(sums(drawn, first), {0: "Cộng I"}, is_record=False),
        *second,
        Line(sums(drawn, second), {0: "Cộng II"}, is_record=False),
        Line(sums(drawn, records), {0: "Tổng cộng (I + II)"}, is_record=False),
    ]


def crossed_total(drawn: Sketch) -> None:
    total("Tổng số", -1)(drawn)
    drawn.lines[-1].cells |= {"total_investment_million_vnd": "x", "reason": "x"}


def republic(drawn: Sketch) -> None:
    drawn.records[2].cells["name"] = "Cộng hòa xã hội - nhà văn hóa"
    drawn.records[5].cells["name"] = "Tổng đài trạm y tế"


def signatures(drawn: Sketch) -> None:
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


def scratch(drawn: Sketch) -> None:
    width = len(drawn.order)
    for number, line in enumerate(drawn.lines[:5]):
        line.free = {width + 2: number * 1.5, width + 3: "kiểm tra"}
    drawn.foot.append("")

    def add(_: Any, page: Any) -> None:
        page.write_number(60, 3, 123456)
        page.write_formula(61, 3, "=SUM(D1:D9)", None, 99)

    drawn.also.append(add)


def merged_district(drawn: Sketch) -> None:
    records = drawn.records
    records[0].merged = {"district": len(records)}
    for line in records[1:]:
        line.cells["district"] = ""


def no_district(drawn: Sketch) -> None:
    drawn.order.remove("district")


def district_heading(drawn: Sketch) -> None:
    drawn.order.remove("district")
    drawn.title[0] = "BAN DÂN TỘC TỈNH LẠNG SƠN"
    drawn.lines.insert(0, Line(free={0: "I. Huyện Tràng Định"}, is_record=False))


def continued(drawn: Sketch) -> None:
    line = drawn.records[4]
    whole = str(line.cells["name"])
    head, _, tail = whole.rpartition(" thôn")
    line.cells["name"] = head
    drawn.lines.insert(drawn.lines.index(line) + 1, Line({"name": f"thôn{tail}"}, is_record=False))


def stacked_tables(drawn: Sketch) -> None:
    other = sketch("support_projects", drawn.rng.randint(0, 999), count=4)
    other.title = [other.form.title]
    drawn.foot = ["Người lập biểu"]
    drawn.next_table = other


def units(text: str, factor: float, decimals: int) -> Callable[[Sketch], None]:
    def dress(drawn: Sketch) -> None:
        drawn.unit = f"Đơn vị tính: {text}"
        drawn.groups = {
            name: "Vốn đầu tư" for name in drawn.order if drawn.column(name).unit == "triệu đồng"
        }
        numbers(lambda value: round(value * factor, decimals), *MONEY)(drawn)

    return dress


def unit_in_header(drawn: Sketch) -> None:
    drawn.unit = ""
    drawn.headers = {name: f"{drawn.column(name).header}\n(1.000 đồng)" for name in MONEY}
    drawn.groups = dict.fromkeys(MONEY, "Vốn đầu tư")
    numbers(lambda value: value * 1000, *MONEY)(drawn)


def nil(drawn: Sketch) -> None:
    for line, sign in zip(drawn.records, ("-", "–", "—", "-", "-", "-"), strict=False):
        line.cells["poor_minority_household_count"] = sign


def formats(drawn: Sketch) -> None:
    """Show the same numbers in the formats that offices use."""
    codes = (
        '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
        '#,##0.00 "đ/m2"',
        "#,##0.00;-0",
    )
    for line, code in zip(drawn.records, codes * 4, strict=False):
        line.style["planned_million_vnd"] = {"num_format": code}


def shown_with(*codes: str) -> Callable[[Sketch], None]:
    """Show amounts with the unit that the sheet states anyway, or with the sign of a toolbar."""

    def dress(drawn: Sketch) -> None:
        for at, line in enumerate(drawn.records):
            for name in MONEY:
                line.style[name] = {"num_format": codes[at % len(codes)]}

    return dress


def counted(drawn: Sketch) -> None:
    codes = ('#,##0" hộ"', '"Số hộ: "0" hộ"', "#,##0 [$₫-42A]")
    for line, code in zip(drawn.records, codes * 4, strict=False):
        line.style = {name: {"num_format": code} for name in COUNTS}


def in_billions(drawn: Sketch) -> None:
    units("tỷ đồng", 1e-3, 6)(drawn)
    shown_with('0.000" tỷ"', '#,##0.000\\ "tỷ đồng";-#,##0.000\\ "tỷ đồng"')(drawn)


def formulas(drawn: Sketch) -> None:
    for line in drawn.records:
        line.formula["disbursed_million_vnd"] = ("=1+1", line.cells["disbursed_million_vnd"])


def as_text(pattern: str) -> Callable[[dt.date], str]:
    return lambda day: pattern.format(d=day.day, m=day.month, y=day.year)


def other_sheets(drawn: Sketch) -> None:
    def add(book: Any, _: Any) -> None:
        book.add_worksheet("Nháp").write_row(0, 0, ["Họ và tên", "Số điện thoại", 5, 6])
        lists = book.add_worksheet("DanhMuc")
        lists.write_column(0, 0, ["Giao thông", "Thủy lợi", "Khác"])
        lists.very_hidden()
        book.add_worksheet("Trống")

    drawn.also.append(add)


def far_formats(drawn: Sketch) -> None:
    def add(book: Any, page: Any) -> None:
        page.write_blank(90_000, 40, None, book.add_format({"bg_color": "yellow"}))

    drawn.also.append(add)


def full_width(value: float) -> str:
    return number_text(value, 2).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


def old_tone(text: str) -> str:
    return text.replace("Hòa", "Hoà").replace("òa", "oà").replace("ủy", "uỷ").replace("Ủy", "Uỷ")


def eth(text: str) -> str:
    return text.replace("Đ", "Ð")


def hmong(drawn: Sketch) -> None:
    drawn.records[4].cells["ethnic_group"] = "H'Mông"


def word_a_row(drawn: Sketch) -> None:
    drawn.head = "stacked"
    drawn.groups = dict.fromkeys(drawn.order, "")
    drawn.headers = {"started_on": "Ngày khởi công", "completed_on": "Ngày hoàn thành"}


def line_breaks(drawn: Sketch) -> None:
    drawn.headers = {name: drawn.column(name).header.replace(" ", "\n") for name in drawn.order}
