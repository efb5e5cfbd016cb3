"""Odd cells in files of other programs, and what a judge makes of a picture among reasons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from etl.contracts import load_forms
from etl.model import Reading
from etl.validate import judge
from etl.workbook.read import read_workbook
from tests.lab import parcels
from tests.lab.faults import Expected
from tests.lab.ink import write
from tests.lab.odd_cells import put_picture
from tests.lab.score import rows_meant, rows_read, score
from tests.lab.sketch import Sketch, reference, sketch
from tests.lab.test_old_formats import convert


def as_open_document(drawn: Sketch, folder: Path, change: Callable[[bytes], bytes]) -> Reading:
    (path,) = convert([write(drawn, folder / "a")], "ods", folder).values()
    path.write_bytes(parcels.edit_content(path.read_bytes(), change))
    return read_workbook(path, load_forms(), reference())


NOTE = (
    "<text:note><text:note-citation>a</text:note-citation><text:note-body><text:p>Ghi chú</text:p>"
    "</text:note-body></text:note>"
)
RUBY = (
    "<text:ruby><text:ruby-base>{}</text:ruby-base><text:ruby-text>đọc</text:ruby-text></text:ruby>"
)


@pytest.mark.parametrize("aside", ["{}" + NOTE, RUBY])
def test_what_stands_beside_the_words_of_a_cell_is_none_of_them(aside: str, tmp_path: Path) -> None:
    drawn, count = sketch("works", 0), 0

    def change(xml: bytes) -> bytes:
        nonlocal count
        for line in drawn.records:
            for name in ("commune", "name", "sector"):
                old = f"<text:p>{line.cells[name]}</text:p>".encode()
                new = f"<text:p>{aside.format(line.cells[name])}</text:p>".encode()
                count += xml.count(old)
                xml = xml.replace(old, new)
        return xml

    reading = as_open_document(drawn, tmp_path, change)
    assert count >= len(drawn.records) * 2
    assert score("", reading, drawn, []).is_right
    assert rows_read(reading, drawn) == rows_meant(drawn, drawn)


def test_error_in_the_words_of_its_program_is_told(tmp_path: Path) -> None:
    drawn = sketch("works", 0)
    line = drawn.records[3]
    line.formula["planned_million_vnd"] = ("=1/0", "#DIV/0!")

    def change(xml: bytes) -> bytes:
        assert b"#DIV/0!" in xml
        return xml.replace(b"#DIV/0!", "Lỗi:532".encode())

    told = [Expected("cell.error_value", line, "planned_million_vnd", "bị lỗi Lỗi:532.")]
    scored = score("", as_open_document(drawn, tmp_path, change), drawn, told)
    assert scored.is_right, (scored.missed, scored.invented)


def test_picture_among_reasons_explains_nothing(tmp_path: Path) -> None:
    drawn = sketch("works", 0)
    line = drawn.records[3]
    line.cells["disbursed_million_vnd"] = line.cells["planned_million_vnd"] + 5
    put_picture(drawn, line, "reason")
    reading = read_workbook(write(drawn, tmp_path / "a"), load_forms(), reference())
    (judged,) = judge([reading], load_forms(), reference())
    found = {one.rule_id: [cell.ref for cell in one.cells] for one in judged.findings}
    assert found["works.disbursed_within_plan"] == [drawn.place(line, "disbursed_million_vnd")[1]]
    assert found["cell.not_text"] == [drawn.place(line, "reason")[1]]
