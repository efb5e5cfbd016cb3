"""A number that was changed after it was printed is found, in each edition."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from etl.errors import ReportError
from etl.report import Built
from etl.report.readback import check


def in_package(part: str, old: str, new: str) -> Callable[[Path], None]:
    """Make a change of one part of a package."""

    def change(path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        assert old.encode() in parts[part]
        parts[part] = parts[part].replace(old.encode(), new.encode())
        with zipfile.ZipFile(path, "w") as package:
            for name, content in parts.items():
                package.writestr(name, content)

    return change


def in_text(old: str, new: str) -> Callable[[Path], None]:
    """Make a change of a text file."""

    def change(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


@pytest.fixture
def copies(draft: Built, tmp_path: Path) -> dict[str, Path]:
    return {
        edition: Path(shutil.copy(path, tmp_path / path.name))
        for edition, path in draft.files.items()
    }


def test_untouched_editions_agree(
    reading: sa.Connection, draft: Built, copies: dict[str, Path]
) -> None:
    assert check(reading, draft.content, copies) == draft.compared
    assert draft.compared > 3 * len(draft.content.printed_ids())


@pytest.mark.parametrize(
    ("edition", "change", "told"),
    [
        (
            "docx",
            in_package("word/document.xml", "trên 76\u00a0tỷ", "trên 67 tỷ"),
            "Word: works_disb",
        ),
        ("docx", in_package("word/document.xml", "f_poverty_rate", "f_x"), "Word: thiếu poverty"),
        ("xlsx", in_package("xl/sharedStrings.xml", "gần 40 tỷ", "gần 41 tỷ"), "Excel: support_d"),
        ("xlsx", in_package("xl/worksheets/sheet5.xml", ">6200.5<", ">6300.5<"), "Excel: "),
        ("xlsx", in_package("xl/worksheets/sheet5.xml", "SUM(G6:", "SUM(G8:"), "công thức ở"),
        ("html", in_text(">7,89%<", ">7,98%<"), "HTML: poverty_rate"),
        ("html", in_text('value="76351.0"', 'value="76351.5"'), "HTML: works_disbursed"),
    ],
)
def test_a_changed_number_is_found(
    reading: sa.Connection,
    draft: Built,
    copies: dict[str, Path],
    edition: str,
    change: Callable[[Path], None],
    told: str,
) -> None:
    change(copies[edition])
    with pytest.raises(ReportError) as caught:
        check(reading, draft.content, copies)
    assert told in str(caught.value)
    assert "Không lập được báo cáo năm 2020" in str(caught.value)


def test_a_figure_unlike_the_warehouse_is_found(
    reading: sa.Connection, draft: Built, copies: dict[str, Path]
) -> None:
    figures = dict(draft.content.figures)
    figures["works_new_count"] = replace(figures["works_new_count"], value=4.0)
    with pytest.raises(ReportError, match="kho dữ liệu: works_new_count"):
        check(reading, replace(draft.content, figures=figures), copies)
