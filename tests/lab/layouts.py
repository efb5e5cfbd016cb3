"""Layouts of innocent oddities: a clean sketch in, the same rows and columns arranged otherwise.

The one surprising thing: what stands around the records (groups, totals, notes, other tables) must
be told apart from them, so the sketch's own records stay what they were.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.lab.sketch import Line, Sketch, sketch


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


def word_a_row(drawn: Sketch) -> None:
    drawn.head = "stacked"
    drawn.groups = dict.fromkeys(drawn.order, "")
    drawn.headers = {"started_on": "Ngày khởi công", "completed_on": "Ngày hoàn thành"}
