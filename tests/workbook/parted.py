"""Works of one district on two sheets: sketches in, a workbook on disk and its reading out."""

from __future__ import annotations

from pathlib import Path

from etl.contracts import load_forms
from etl.model import Finding, Reading, Severity
from etl.validate import judge
from etl.workbook.read import read_workbook
from tests.lab.ink import lay_out, write
from tests.lab.sketch import Sketch, reference, sketch

NORTH, SOUTH = "Cụm bắc", "Cụm nam"
MONEY = "planned_million_vnd"


def in_parts(number: int = 1) -> tuple[Sketch, Sketch]:
    """Sketch the works of a district on two sheets that are laid out alike."""
    north, south = sketch("works", number), sketch("works", number + 1, count=8)
    north.sheet, south.sheet = NORTH, SOUTH
    for line in south.records:
        line.cells["name"] = str(line.cells["name"]).replace("Đường giao thông", "Cầu")
    return north, south


def read(north: Sketch, south: Sketch, path: Path, *, hidden: bool = False) -> Reading:
    """Write both sketches into one workbook and read it."""

    def add(book, _) -> None:  # type: ignore[no-untyped-def]
        page = book.add_worksheet(south.sheet)
        lay_out(book, page, south, south.start[0])
        if hidden:
            page.hide()

    north.also.append(add)
    return read_workbook(write(north, path), load_forms(), reference())


def rules(reading: Reading) -> list[str]:
    """Name the rules of all findings."""
    return [one.rule_id for one in reading.findings]


def judged(reading: Reading) -> list[Finding]:
    """Give what the judge adds to the reader's findings, information aside."""
    (judgement,) = judge([reading], load_forms(), reference())
    return [
        one
        for one in judgement.findings
        if one not in reading.findings and one.severity is not Severity.INFO
    ]
