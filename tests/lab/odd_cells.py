"""Cells that are not what their column wants in rarer ways, and dates in their usual sentences."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zlib
from typing import Any

from tests.lab.faults import Expected, Fault, Plant
from tests.lab.odd_sheets import FORMS, NUMBERS, of_type, put
from tests.lab.odd_values import STAND_IN, becomes, typed_as
from tests.lab.oddities import Oddity
from tests.lab.sketch import Line, Sketch

DATED = ("works", "commendations")


def in_total(value: Any, says: str, code: str = "") -> Plant:
    """Put what is no amount, or is not shown as one, into each sum of a total row."""

    def plant(drawn: Sketch) -> list[Expected]:
        names = of_type(drawn.form.id, *NUMBERS)
        total = Line(free={0: "Tổng số"}, is_record=False)
        for name in names:
            total.cells[name] = sum(line.cells[name] for line in drawn.records)
            total.cells[name] = total.cells[name] if value is None else value
            if code:
                total.style[name] = {"num_format": code}
        drawn.lines.append(total)
        return [Expected("cell.unreadable_number", total, name, says) for name in names]

    return plant


SENTENCES = (
    *("ngày {0:%d/%m/%Y}", "{0:%d/%m/%Y}.", "{0.day}/{0.month}/{0.year},", "Ngày: {0:%d-%m-%Y}"),
    *("Ngày {0.day} tháng {0.month} năm {0.year}.", "{0.day} tháng {0.month}, {0.year}"),
    *("{0.day} thg {0.month}, {0.year}", "ngay {0.day} thang {0.month} nam {0.year}"),
    *(
        "{0.day}/{0.month} năm {0.year}",
        "ngày {0:%d/%m/%Y} 00:00",
        "ngày {0.day}/tháng {0.month}/{0.year}",
    ),
    "nga\u0300y {0:%d/%m/%Y};",
)


def in_sentences(odd: Sketch) -> None:
    """Type dates as they stand in sentences."""
    for number, line in enumerate(odd.records):
        for name, value in line.cells.items():
            if isinstance(value, dt.date):
                line.cells[name] = SENTENCES[number].format(value)


def unknown_error(text: str) -> Plant:
    """Let one cell of each column end in an error that only its own program knows."""

    def plant(drawn: Sketch) -> list[Expected]:
        names = [name for name in drawn.order if drawn.records[0].cells[name] != ""]
        lines = drawn.rng.sample(drawn.records, len(names))
        for line, name in zip(lines, names, strict=True):
            put(drawn, line, name, f"<v>{text}</v>", "e")
        says = f"bị lỗi {text}." if text else "bị lỗi. Đề nghị"
        return [
            Expected("cell.error_value", line, name, says)
            for line, name in zip(lines, names, strict=True)
        ]

    return plant


def lonely(number: str) -> Plant:
    """Put a number without an end alone into a row, under each column but those of numbers."""

    def plant(drawn: Sketch) -> list[Expected]:
        names = [name for name in drawn.order if drawn.column(name).type not in NUMBERS]
        found = []
        for at, name in enumerate(names, 1):
            line = Line({name: STAND_IN}, is_record=False)
            drawn.lines.insert(2 * at, line)
            found.append(Expected("cell.unreadable_number", line, name))
        drawn.after.append(becomes(number))
        return found

    return plant


def wordless(drawn: Sketch) -> list[Expected]:
    """Type numbers where a name, or what else must be told in words, belongs."""
    (name,) = (c.name for c in drawn.form.columns if c.type == "text" and c.required)
    lines = drawn.records[1 : 1 + len(_NO_WORDS)]
    for line, text in zip(lines, _NO_WORDS, strict=True):
        line.cells[name] = text
    return [Expected("cell.not_text", line, name, "không phải là chữ") for line in lines]


_NO_WORDS = (
    *(123, 123, "123", "123", "1/2", "0123456789012", "12.5 - 3"),
    *("INF", "1E+400", "1.#QNAN", "#REF!"),
)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


DOT = b"".join(
    (
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        _chunk(b"IDAT", zlib.compress(b"\0\xff\0\0")),
        _chunk(b"IEND", b""),
    )
)


def put_picture(drawn: Sketch, line: Line, column: str) -> None:
    """Lay a picture into a cell."""
    line.cells[column] = ""
    image = {"image_data": io.BytesIO(DOT)}
    drawn.also.append(
        lambda _, page: page.embed_image(line.at, drawn.position(column), "a.png", image)
    )


def pictures(drawn: Sketch) -> list[Expected]:
    """Lay a picture into one cell of each column."""
    lines = drawn.rng.sample(drawn.records, len(drawn.order))
    for line, name in zip(lines, drawn.order, strict=True):
        put_picture(drawn, line, name)
    kinds = dict.fromkeys(NUMBERS, "number") | {"date": "date"}
    found = []
    for line, name in zip(lines, drawn.order, strict=True):
        kind = kinds.get(drawn.column(name).type)
        rule = f"cell.unreadable_{kind}" if kind else "cell.not_text"
        found.append(Expected(rule, line, name, "chỉ có hình ảnh"))
    return found


TOTALS = [
    (dt.date(2020, 5, 13), "ngày 13/05/2020", ""),
    (0.5, "“12:00”", "hh:mm"),
    (36.5, "“876:00”", "[h]:mm"),
    (True, "“TRUE”", ""),
    (None, "phần trăm", "0%"),
    (None, "phần trăm", '#,##0"%"'),
    (None, "phần nghìn", '0"‰"'),
]
OFFERED = (
    *("13-May-2020", "13 May 2020", "khoảng 13/05/2020", "13/05/2020 (dự kiến)", "13,05,2020"),
    *("Thứ tư, ngày 13 tháng 5 năm 2020", "13\\5\\2020", "QĐ ngày 13/5/2020", "13 05 2020"),
)
CELL_FAULTS = [
    *(
        Fault(f"{number} alone in a row of {form}", form, lonely(number))
        for form in (*FORMS, "commendations")
        for number in ("1E+400", "NaN")
    ),
    *(
        Fault(f"numbers for words in {form}", form, wordless)
        for form in ("works", "support_projects", "commendations")
    ),
    *(
        Fault(f"error {text} in {form}", form, unknown_error(text))
        for form in (*FORMS, "commendations")
        for text in ("Err:502", "LỖI!", "#ĐỆ QUY!", "")
    ),
    *(Fault(f"pictures in {form}", form, pictures) for form in (*FORMS, "commendations")),
    *(
        Fault(f"total {value} as {code} in {form}", form, in_total(value, says, code))
        for form in FORMS
        for value, says, code in TOTALS
    ),
    *(
        Fault(
            f"{text} for a date in {form}",
            form,
            typed_as(["date"], text, "unreadable_date", "Ý ông/bà là “13/05/2020”?"),
        )
        for form in DATED
        for text in OFFERED
    ),
    *(
        Fault(
            f"{text} for a date in {form}",
            form,
            typed_as(["date"], text, "unreadable_date", "không phải là ngày. Đề nghị"),
        )
        for form in DATED
        for text in ("13/5/2020 - 20/6/2020", "tháng 5/2020", "12.05.2020.13", "1/13/5/2020")
    ),
]
CELL_ODDITIES = [Oddity(f"dates in sentences in {form}", form, in_sentences) for form in DATED]
