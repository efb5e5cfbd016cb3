"""The faulty workbooks of the first round: declarations in, changes of lines and of files out.

Which faults there are stands in faults.yaml. The one surprising thing: what the blank workbook
locks (totals, cover) is changed in the finished file, as by an officer who lifted the protection.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from etl.contracts import load_forms
from etl.model import CellValue
from etl.workbook.annotate.package import Package
from sample.cells import add_to_total, find_text, put

Rows = Mapping[str, list[dict[str, CellValue]]]

FILE = Path(__file__).with_name("faults.yaml")


class _Planted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    def in_rows(self, rows: Rows) -> None:
        """Change the lines of a workbook."""

    def in_package(self, package: Package) -> None:
        """Change the finished workbook."""


class Written(_Planted):
    """A text where it cannot be: an unreadable number, a name that no list has."""

    kind: Literal["write"]
    form: str
    line: int
    column: str
    text: str

    def in_rows(self, rows: Rows) -> None:
        """Put the text into its cell."""
        rows[self.form][self.line][self.column] = self.text


class Broken(_Planted):
    """Lines that break a rule, as its failing example does beside their own numbers."""

    kind: Literal["breaks"]
    rule: str
    lines: tuple[int, ...] = (0,)

    def in_rows(self, rows: Rows) -> None:
        """Give the lines what the rule's first failing example has, as far from their own."""
        form = load_forms()[self.rule.partition(".")[0]]
        (rule,) = (rule for rule in form.rules if rule.id == self.rule)
        example = rule.failing[0]
        for row in (rows[form.id][line] for line in self.lines):
            shown = {name: value for name, value in example.items() if name in row}
            numbers = {n: v for n, v in shown.items() if isinstance(v, int | float)}
            own = {n: row[n] for n in numbers if n not in rule.columns}
            apart = [v - numbers[n] for n, v in own.items() if isinstance(v, int | float)]
            moved = {n: round(v + sum(apart[:1]), 1) for n, v in numbers.items() if n not in own}
            row |= {n: v for n, v in shown.items() if n not in numbers} | moved


class WrongTotal(_Planted):
    """A total that is not that of the lines above it."""

    kind: Literal["total"]
    form: str
    column: str
    by: float

    def in_package(self, package: Package) -> None:
        """Change what the total row prints."""
        form = load_forms()[self.form]
        letter = chr(ord("A") + [column.name for column in form.columns].index(self.column))
        add_to_total(package.sheet(form.sheet), letter, self.by)


class WrongCover(_Planted):
    """A cover that names another period; the block for machines still says the right one."""

    kind: Literal["cover"]
    text: str

    def in_package(self, package: Package) -> None:
        """Change what the cover says."""
        cover = package.sheet("Trang bìa")
        put(cover, find_text(cover, "Kỳ báo cáo", beside=1), self.text)


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    agency: str
    period: str
    title: str
    faults: tuple[
        Annotated[Written | Broken | WrongTotal | WrongCover, Field(discriminator="kind")], ...
    ]

    def fault(self) -> Fault:
        def in_rows(rows: Rows) -> None:
            for planted in self.faults:
                planted.in_rows(rows)

        def in_file(path: Path) -> None:
            package = Package.read(path)
            for planted in self.faults:
                planted.in_package(package)
            package.write(path)

        return Fault(self.agency, self.period, self.title, in_rows, in_file)


def _nothing_in_rows(rows: Rows) -> None:
    """Leave the rows as they are."""


def _nothing_in_file(path: Path) -> None:
    """Leave the file as it is."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong in one workbook of the first round."""

    agency_id: str
    period_key: str
    title: str  # in Vietnamese, for the demo's progress lines
    in_rows: Callable[[Rows], None] = _nothing_in_rows
    in_file: Callable[[Path], None] = _nothing_in_file


def read_faults(path: Path = FILE) -> tuple[Fault, ...]:
    """Read the faults that a file declares."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(_Entry.model_validate(entry).fault() for entry in entries)


FAULTS = read_faults()
